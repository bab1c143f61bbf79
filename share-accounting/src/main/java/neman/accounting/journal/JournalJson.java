package neman.accounting.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.HexFormat;
import neman.bitcoin.Hash256;

/**
 * Records as JSON, for people and their tools: one object a line. Numbers that are bits stand as hex, with leading zeros;
 * hashes as block explorers show them; difficulties in multiples of 2^-32.
 */
public final class JournalJson {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final HexFormat HEX = HexFormat.of();

    private JournalJson() {}

    /** Without a line break. */
    public static String line(JournalEntry entry) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("position", entry.position().toString());
            write(entry.record(), out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot be written to", e);
        }
        return text.toString();
    }

    private static void write(JournalRecord record, JsonGenerator out) throws IOException {
        if (record instanceof ShareRecord share) {
            out.writeStringField("type", "share");
            writeShare(share, out);
        } else if (record instanceof JobRecord job) {
            out.writeStringField("type", "job");
            writeJob(job, out);
        } else if (record instanceof BlockRecord block) {
            out.writeStringField("type", "block");
            out.writeStringField("hash", block.blockHash().toString());
            out.writeNumberField("height", block.height());
            out.writeObjectFieldStart("solution");
            writeShare(block.solution(), out);
            out.writeEndObject();
        } else {
            out.writeStringField("type", "barrier");
            out.writeStringField("hash", ((BarrierRecord) record).blockHash().toString());
        }
    }

    private static void writeShare(ShareRecord share, JsonGenerator out) throws IOException {
        out.writeStringField("jobId", HEX.toHexDigits(share.jobId()));
        out.writeStringField("account", share.account());
        out.writeStringField("worker", share.worker());
        out.writeStringField("extranonce1", HEX.toHexDigits(share.extranonce1()));
        out.writeStringField("extranonce2", HEX.toHexDigits(share.extranonce2()));
        out.writeStringField("ntime", HEX.toHexDigits(share.timeSeconds()));
        out.writeStringField("nonce", HEX.toHexDigits(share.nonce()));
        out.writeStringField("version", HEX.toHexDigits(share.version()));
        out.writeNumberField("difficultyUnits", share.difficultyUnits());
        out.writeStringField(
                "receivedAt", Instant.ofEpochMilli(share.receivedMillis()).toString());
    }

    private static void writeJob(JobRecord job, JsonGenerator out) throws IOException {
        out.writeStringField("jobId", HEX.toHexDigits(job.jobId()));
        out.writeNumberField("height", job.height());
        out.writeStringField("previousBlock", job.previousBlock().toString());
        out.writeStringField("version", HEX.toHexDigits(job.version()));
        out.writeStringField("nbits", HEX.toHexDigits(job.nbits()));
        out.writeStringField("time", Instant.ofEpochSecond(job.timeSeconds()).toString());
        out.writeStringField("coinbasePrefix", HEX.formatHex(job.coinbasePrefix()));
        out.writeStringField("coinbaseSuffix", HEX.formatHex(job.coinbaseSuffix()));
        out.writeNumberField("extranonce2Bytes", job.extranonce2Bytes());
        out.writeArrayFieldStart("merkleBranch");
        for (Hash256 sibling : job.merkleBranch()) {
            out.writeString(HEX.formatHex(sibling.toHeaderOrder()));
        }
        out.writeEndArray();
        out.writeNumberField("coinbaseValueSats", job.coinbaseValueSats());
    }
}
