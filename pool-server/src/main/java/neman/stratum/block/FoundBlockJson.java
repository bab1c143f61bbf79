package neman.stratum.block;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import neman.bitcoin.Hash256;

/** A block's record as one JSON object, version 1: members may be added, none changes its meaning. */
final class FoundBlockJson {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private FoundBlockJson() {}

    static String write(FoundBlock block) {
        ObjectNode json = JSON.createObjectNode()
                .put("version", VERSION)
                .put("hash", block.hash().toString())
                .put("height", block.height())
                .put("previousBlock", block.previousBlock().toString())
                .put("foundAt", block.foundAt().toString())
                .put("staleTip", block.staleTip())
                .put("state", word(block.state()));
        ArrayNode nodes = json.putArray("nodes");
        block.nodes().forEach(node -> nodes.add(write(node)));
        return json.toPrettyString();
    }

    private static ObjectNode write(NodeReport node) {
        ObjectNode json = JSON.createObjectNode().put("node", node.node());
        node.reply().ifPresent(reply -> json.put("reply", word(reply)).put("afterMillis", node.afterMillis()));
        json.put("reason", node.reason())
                .put("attempts", node.attempts())
                .put("sight", word(node.sight()))
                .put("confirmations", node.confirmations());
        node.rival().ifPresent(rival -> json.put("rival", rival.toString())
                .put("rivalConfirmations", node.rivalConfirmations()));
        return json;
    }

    /** @throws IOException where it is not such a record, or one of a later release */
    static FoundBlock read(byte[] bytes) throws IOException {
        JsonNode json = JSON.readTree(bytes);
        if (json.path("version").asInt() != VERSION) {
            throw new IOException("not a block's record of version " + VERSION);
        }
        try {
            List<NodeReport> nodes = new ArrayList<>();
            for (JsonNode node : json.path("nodes")) {
                nodes.add(readNode(node));
            }
            return new FoundBlock(
                    Hash256.parse(json.path("hash").asText()),
                    json.path("height").asInt(),
                    Hash256.parse(json.path("previousBlock").asText()),
                    Instant.parse(json.path("foundAt").asText()),
                    json.path("staleTip").asBoolean(),
                    BlockState.valueOf(constant(json.path("state"))),
                    nodes);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("not a block's record: " + e.getMessage(), e);
        }
    }

    private static NodeReport readNode(JsonNode json) {
        return new NodeReport(
                json.path("node").asText(),
                json.has("reply")
                        ? Optional.of(NodeReport.Reply.valueOf(constant(json.path("reply"))))
                        : Optional.empty(),
                json.path("reason").asText(),
                json.path("afterMillis").asLong(),
                json.path("attempts").asInt(),
                NodeReport.Sight.valueOf(constant(json.path("sight"))),
                json.path("confirmations").asInt(),
                json.has("rival") ? Optional.of(Hash256.parse(json.path("rival").asText())) : Optional.empty(),
                json.path("rivalConfirmations").asInt());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String constant(JsonNode word) {
        return word.asText().toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
