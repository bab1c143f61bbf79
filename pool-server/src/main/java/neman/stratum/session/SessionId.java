package neman.stratum.session;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import neman.accounting.journal.InstanceIdentity;

/**
 * What a miner is given at its subscribe and brings when it comes back: extranonce1 (8 hex digits), start counter and number of
 * the instance that gave it (8 and 2) and a secret (14), so that nobody takes over a session that he can only guess.
 *
 * @param giver not always the instance whose number stands in extranonce1: that one may have stopped, see {@link
 *     ResumableSessions}
 * @param secret the lower 56 bits count
 */
record SessionId(int extranonce1, InstanceIdentity giver, long secret) {
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final long SECRET_MASK = (1L << 56) - 1;

    SessionId {
        secret &= SECRET_MASK;
    }

    /** Empty where {@code text} is no session of this pool's making. */
    static Optional<SessionId> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        int startCounter = HexFormat.fromHexDigits(text, 8, 16);
        return startCounter < 1
                ? Optional.empty()
                : Optional.of(new SessionId(
                        HexFormat.fromHexDigits(text, 0, 8),
                        new InstanceIdentity(HexFormat.fromHexDigits(text, 16, 18), startCounter),
                        HexFormat.fromHexDigitsToLong(text, 18, 32)));
    }

    @Override
    public String toString() {
        return HEX.toHexDigits(extranonce1)
                + HEX.toHexDigits(giver.startCounter())
                + HEX.toHexDigits((byte) giver.number())
                + HEX.toHexDigits(secret, 14);
    }
}
