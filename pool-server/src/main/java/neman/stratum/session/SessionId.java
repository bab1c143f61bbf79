package neman.stratum.session;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a miner is given at its subscribe and brings when it comes back: extranonce1 (8 hex digits), the instance's start counter
 * (8) and a secret (16), so that nobody takes over a session that he can only guess.
 */
record SessionId(int extranonce1, int startCounter, long secret) {
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** Empty where {@code text} is no session of this pool's making. */
    static Optional<SessionId> parse(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(new SessionId(
                        HexFormat.fromHexDigits(text, 0, 8),
                        HexFormat.fromHexDigits(text, 8, 16),
                        HexFormat.fromHexDigitsToLong(text, 16, 32)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return HEX.toHexDigits(extranonce1) + HEX.toHexDigits(startCounter) + HEX.toHexDigits(secret);
    }
}
