package neman.stratum.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The labelled blocks of a PEM text (RFC 7468), in order; what stands between them is commentary. */
final class PemBlocks {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** @param der what the block encodes */
    record Block(String label, byte[] der) {}

    private PemBlocks() {}

    /** @throws IllegalArgumentException where a block is not base64 */
    static List<Block> parse(byte[] text) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            // Encrypted blocks of the old form have headers; their label says all that is asked of them.
            boolean headers = matcher.group(2).contains(":");
            byte[] der = headers ? new byte[0] : decode(matcher.group(2));
            blocks.add(new Block(matcher.group(1), der));
        }
        return blocks;
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    }
}
