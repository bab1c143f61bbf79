package neman.stratum.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import neman.stratum.load.LoadReport.Percentiles;

/** A {@link LoadReport} as JSON. */
final class ReportJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReportJson() {}

    static String write(LoadReport report) {
        ObjectNode json = JSON.createObjectNode();
        json.put("url", report.url());
        json.put("pace", report.pace());
        json.put("measuredSeconds", report.measuredSeconds());
        LoadReport.Handshakes handshakes = report.handshakes();
        ObjectNode handshake = json.putObject("handshakes");
        handshake.put("asked", handshakes.asked());
        handshake.put("done", handshakes.done());
        handshake.put("failed", handshakes.failed());
        handshake.set("failures", JSON.valueToTree(handshakes.failures()));
        handshake.put("seconds", handshakes.seconds());
        handshake.set("timeMs", percentiles(handshakes.time()));
        json.set("shares", shares(report.shares()));
        json.set("latencyMs", percentiles(report.latency()));
        json.putObject("notifySpread")
                .put("jobs", report.notifySpread().jobs())
                .put("medianMs", report.notifySpread().median())
                .put("maxMs", report.notifySpread().max());
        json.put("lostConnections", report.lostConnections());
        report.poolUsage().ifPresent(usage -> json.set("pool", pool(usage)));
        json.put("generatorCpuSeconds", report.generatorCpuSeconds());
        return json.toString();
    }

    private static ObjectNode shares(LoadReport.Shares shares) {
        ObjectNode json = JSON.createObjectNode();
        json.put("difficulty", shares.difficulty());
        json.put("sent", shares.sent());
        json.put("accepted", shares.accepted());
        json.put("acceptedPerSecond", shares.acceptedPerSecond());
        json.set("rejected", JSON.valueToTree(shares.rejected()));
        json.put("unanswered", shares.unanswered());
        json.put("unsent", shares.unsent());
        json.put("solvedWhileMeasuring", shares.solvedWhileMeasuring());
        return json;
    }

    private static ObjectNode percentiles(Percentiles p) {
        return JSON.createObjectNode()
                .put("count", p.count())
                .put("p50", p.p50())
                .put("p90", p.p90())
                .put("p99", p.p99())
                .put("p99.9", p.p999())
                .put("max", p.max());
    }

    private static ObjectNode pool(LoadReport.PoolUsage usage) {
        return JSON.createObjectNode()
                .put("residentBytesBefore", usage.residentBytesBefore())
                .put("residentBytesConnected", usage.residentBytesConnected())
                .put("residentBytesAfter", usage.residentBytesAfter())
                .put("bytesPerConnection", usage.bytesPerConnection())
                .put("cpuSeconds", usage.cpuSeconds())
                .put("acceptedCpuMicros", usage.acceptedCpuMicros());
    }
}
