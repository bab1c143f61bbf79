package neman.stratum.session;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What miners write into the password because there is no other field: {@code x;d=1024}. Passwords themselves mean nothing. */
final class PasswordOptions {
    private static final Pattern DIFFICULTY =
            Pattern.compile("(?:^|[,; ])d=([0-9]{1,12}(?:\\.[0-9]{0,12})?|\\.[0-9]{1,12})(?=$|[,; ])");

    private PasswordOptions() {}

    /** The fixed difficulty that was asked for; nothing where the value is missing, zero or no number. */
    static Optional<BigDecimal> difficulty(String password) {
        Matcher matcher = DIFFICULTY.matcher(password);
        return matcher.find()
                ? Optional.of(new BigDecimal(matcher.group(1))).filter(value -> value.signum() > 0)
                : Optional.empty();
    }
}
