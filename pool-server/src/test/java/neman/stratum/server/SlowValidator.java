package neman.stratum.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Judges submits from the text that miner and pool exchanged, slowly and in another way than the pool: hex digits are put
 * together, bits looked at one by one, and the target is never computed. Shares nothing with the code that it is compared with.
 */
final class SlowValidator {
    static final int ACCEPTED = 0;

    private static final int OTHER = 20;
    private static final int UNKNOWN_OR_STALE = 21;
    private static final int DUPLICATE = 22;
    private static final int LOW_DIFFICULTY = 23;

    /** Difficulty 1 (0xffff × 2^208), times the 2^32 by which difficulties are counted. */
    private static final BigInteger WORK = BigInteger.valueOf(0xffff).shiftLeft(208 + 32);

    private final String extranonce1;
    private final int mask;
    private final BigInteger difficultyUnits;
    private final Set<String> credited = new HashSet<>();

    /** @param difficultyUnits the share difficulty × 2^32 */
    SlowValidator(String extranonce1, int mask, long difficultyUnits) {
        this.extranonce1 = extranonce1;
        this.mask = mask;
        this.difficultyUnits = BigInteger.valueOf(difficultyUnits);
    }

    /**
     * What a miner submits, as hex digits.
     *
     * @param versionBits empty where it sends none
     */
    record Submit(String job, String extranonce2, String time, String nonce, String versionBits) {
        String params(String user) {
            String fifth =
                    "[\"" + user + "\",\"" + job + "\",\"" + extranonce2 + "\",\"" + time + "\",\"" + nonce + "\"";
            return fifth + (versionBits.isEmpty() ? "]" : ",\"" + versionBits + "\"]");
        }
    }

    /**
     * Stratum's error code, or {@link #ACCEPTED}.
     *
     * @param notify the parameters of the job's notification; empty where there is no such job on the current tip
     */
    int judge(Optional<JsonNode> notify, Submit submit, long earliestSeconds, long latestSeconds) {
        if (notify.isEmpty()) {
            return UNKNOWN_OR_STALE;
        }
        long time = Long.parseLong(submit.time(), 16);
        int version = Integer.parseUnsignedInt(notify.get().path(5).asText(), 16);
        int bits = submit.versionBits().isEmpty() ? 0 : Integer.parseUnsignedInt(submit.versionBits(), 16);
        if (submit.extranonce2().length() != 16 || time < earliestSeconds || time > latestSeconds) {
            return OTHER;
        }
        if (!staysWithin(version, bits)) {
            return OTHER;
        }
        String header = header(notify.get(), submit, rolled(version, bits));
        if (credited.contains(header)) {
            return DUPLICATE;
        }
        BigInteger hash = new BigInteger(reversed(twice(header)), 16);
        if (hash.multiply(difficultyUnits).compareTo(WORK) > 0) {
            return LOW_DIFFICULTY;
        }
        credited.add(header);
        return ACCEPTED;
    }

    /** Outside the mask a miner says nothing, or the job's version itself. */
    private boolean staysWithin(int version, int bits) {
        boolean nothing = true;
        boolean theSame = true;
        for (int bit = 0; bit < 32; bit++) {
            boolean outside = (mask >>> bit & 1) == 0;
            nothing &= !outside || (bits >>> bit & 1) == 0;
            theSame &= !outside || (bits >>> bit & 1) == (version >>> bit & 1);
        }
        return nothing || theSame;
    }

    private String rolled(int version, int bits) {
        StringBuilder binary = new StringBuilder();
        for (int bit = 31; bit >= 0; bit--) {
            binary.append(((mask >>> bit & 1) == 1 ? bits : version) >>> bit & 1);
        }
        return String.format("%08x", Long.parseLong(binary.toString(), 2));
    }

    private String header(JsonNode notify, Submit submit, String version) {
        String coinbase = notify.path(2).asText()
                + extranonce1
                + submit.extranonce2()
                + notify.path(3).asText();
        String root = twice(coinbase);
        for (JsonNode sibling : notify.path(4)) {
            root = twice(root + sibling.asText());
        }
        StringBuilder previous = new StringBuilder();
        for (int word = 0; word < 64; word += 8) {
            previous.append(reversed(notify.path(1).asText().substring(word, word + 8)));
        }
        return (reversed(version)
                        + previous
                        + root
                        + reversed(submit.time())
                        + reversed(notify.path(6).asText())
                        + reversed(submit.nonce()))
                .toLowerCase(Locale.ROOT);
    }

    /** The bytes of {@code hex} from the last to the first. */
    private static String reversed(String hex) {
        StringBuilder reversed = new StringBuilder();
        for (int i = hex.length() - 2; i >= 0; i -= 2) {
            reversed.append(hex, i, i + 2);
        }
        return reversed.toString();
    }

    private static String twice(String hex) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] once = sha256.digest(HexFormat.of().parseHex(hex));
            return HexFormat.of().formatHex(sha256.digest(once));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
