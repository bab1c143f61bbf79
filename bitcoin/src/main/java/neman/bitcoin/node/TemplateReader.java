package neman.bitcoin.node;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;

/**
 * Reads a block template in one pass over its tokens: a full block is some 8 MB of JSON, and a tree of it would cost four
 * times that at each new block. One reader for one template.
 */
final class TemplateReader {
    private Integer height;
    private Integer version;
    private Hash256 previousBlock;
    private Integer nbits;
    private Long minTimeSeconds;
    private Long currentTimeSeconds;
    private Long coinbaseValueSats;
    private byte[] witnessCommitmentScript;
    private List<TemplateTransaction> transactions;
    private List<String> rules;
    private String longPollId;

    private TemplateReader() {}

    /** Reads the object that starts at the parser's current token. */
    static BlockTemplate read(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT, "the template is no object");
        TemplateReader reader = new TemplateReader();
        for (String member = parser.nextFieldName(); member != null; member = parser.nextFieldName()) {
            parser.nextToken();
            reader.readMember(member, parser);
        }
        return reader.template();
    }

    /** Reads of the template that starts at the parser's current token nothing but that. */
    static Optional<byte[]> readSignetChallenge(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT, "the template is no object");
        byte[] challenge = null;
        for (String member = parser.nextFieldName(); member != null; member = parser.nextFieldName()) {
            parser.nextToken();
            if (member.equals("signet_challenge")) {
                challenge = hex(parser);
            } else {
                parser.skipChildren();
            }
        }
        return Optional.ofNullable(challenge);
    }

    private void readMember(String member, JsonParser parser) throws IOException {
        switch (member) {
            case "height" -> height = parser.getIntValue();
            case "version" -> version = parser.getIntValue();
            case "previousblockhash" -> previousBlock = Hash256.parse(parser.getText());
            case "bits" -> nbits = Integer.parseUnsignedInt(parser.getText(), 16);
            case "mintime" -> minTimeSeconds = parser.getLongValue();
            case "curtime" -> currentTimeSeconds = parser.getLongValue();
            case "coinbasevalue" -> coinbaseValueSats = parser.getLongValue();
            case "default_witness_commitment" -> witnessCommitmentScript = hex(parser);
            case "transactions" -> transactions = readTransactions(parser);
            case "rules" -> rules = readRules(parser);
            case "longpollid" -> longPollId = parser.getText();
            default -> parser.skipChildren();
        }
    }

    private static List<TemplateTransaction> readTransactions(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, "transactions is no list");
        List<TemplateTransaction> transactions = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            transactions.add(readTransaction(parser));
        }
        return List.copyOf(transactions);
    }

    private static TemplateTransaction readTransaction(JsonParser parser) throws IOException {
        byte[] data = null;
        Hash256 txid = null;
        long feeSats = 0;
        int weight = 0;
        for (String member = parser.nextFieldName(); member != null; member = parser.nextFieldName()) {
            parser.nextToken();
            switch (member) {
                case "data" -> data = hex(parser);
                case "txid" -> txid = Hash256.parse(parser.getText());
                case "fee" -> feeSats = parser.getLongValue();
                case "weight" -> weight = parser.getIntValue();
                default -> parser.skipChildren();
            }
        }
        require(data != null && txid != null, "a transaction lacks data or txid");
        return new TemplateTransaction(data, txid, feeSats, weight);
    }

    private static List<String> readRules(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY, "rules is no list");
        List<String> rules = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            rules.add(parser.getText());
        }
        return List.copyOf(rules);
    }

    private static byte[] hex(JsonParser parser) throws IOException {
        int offset = parser.getTextOffset();
        return HexFormat.of().parseHex(parser.getTextCharacters(), offset, offset + parser.getTextLength());
    }

    private BlockTemplate template() throws IOException {
        require(
                height != null && version != null && previousBlock != null,
                "height, version or previousblockhash is missing");
        require(nbits != null && coinbaseValueSats != null, "bits or coinbasevalue is missing");
        require(minTimeSeconds != null && currentTimeSeconds != null, "mintime or curtime is missing");
        require(transactions != null, "transactions is missing");
        return new BlockTemplate(
                height,
                version,
                previousBlock,
                nbits,
                minTimeSeconds,
                currentTimeSeconds,
                coinbaseValueSats,
                Optional.ofNullable(witnessCommitmentScript).filter(script -> segwitIsActive()),
                transactions,
                rules == null ? List.of() : rules,
                Optional.ofNullable(longPollId));
    }

    /**
     * Some nodes (bcoin) offer a commitment before segwit is active, when a witness makes a block invalid. The rules in
     * force decide; a node that names none is taken at its word.
     */
    private boolean segwitIsActive() {
        return rules == null || rules.contains("segwit") || rules.contains("!segwit");
    }

    private static void require(boolean condition, String otherwise) throws IOException {
        if (!condition) {
            throw new IOException("in the block template, " + otherwise);
        }
    }
}
