package neman.payout;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.node.NodeClient;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.maturity.ChainView;

/** Raises and clears the alarms of each configured node. */
final class NodeAlarms {
    private final List<NodeClient> nodes;

    NodeAlarms(List<NodeClient> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    void raise(Connection transaction, ChainView chain, Instant now) throws SQLException {
        for (ChainView.Finding finding : chain.findings()) {
            Alarms.raise(transaction, alarm(finding), now);
        }
    }

    /** What was not found again is over. */
    void clear(Connection transaction, ChainView chain, Instant now) throws SQLException {
        for (NodeClient node : nodes) {
            Optional<ChainView.Fault> found = chain.findings().stream()
                    .filter(finding -> finding.node().equals(node))
                    .map(ChainView.Finding::fault)
                    .findFirst();
            for (ChainView.Fault fault : ChainView.Fault.values()) {
                if (!found.equals(Optional.of(fault))) {
                    Alarms.clear(transaction, codeOf(fault), node.endpoint().toString(), now);
                }
            }
        }
    }

    private static Alarm alarm(ChainView.Finding finding) {
        String subject = finding.node().endpoint().toString();
        return new Alarm(codeOf(finding.fault()), subject, finding.message(), remedyOf(finding.fault()));
    }

    private static Alarm.Code codeOf(ChainView.Fault fault) {
        return switch (fault) {
            case SILENT -> Alarm.Code.NODE_UNREACHABLE;
            case BEHIND -> Alarm.Code.NODE_BEHIND;
            case ON_ANOTHER_BRANCH -> Alarm.Code.NODES_DISAGREE;
        };
    }

    private static String remedyOf(ChainView.Fault fault) {
        return switch (fault) {
            case SILENT -> "start the node or look at its log; the nodes that answer decide without it until then";
            case BEHIND -> "let it catch up, or look at its log and its peers; the others decide without it until then";
            case ON_ANOTHER_BRANCH ->
                "find out which of them is right (version, peers, log) and take the other one out of the"
                        + " configuration; blocks that they have different are neither booked nor reversed, and no payout starts";
        };
    }
}
