package neman.stratum.session;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What miners write into the password because there is no other field: {@code x;d=1024}, {@code x,md=500}. Passwords themselves
 * mean nothing.
 *
 * <p>Separated by commas, semicolons, bars or blanks; upper or lower case; the first of several counts. What has no readable
 * number is passed over, as the word before it is: nobody is refused for a password.
 *
 * @param difficulty {@code d=} or {@code diff=}: a fixed difficulty
 * @param minimum {@code md=}: the least that vardiff may assign
 */
record PasswordOptions(Optional<BigDecimal> difficulty, Optional<BigDecimal> minimum) {
    /** Longer ones are not looked at: nobody types them. */
    static final int MAX_CHARACTERS = 256;

    private static final String NUMBER = " ?= ?([0-9]{1,12}(?:\\.[0-9]{0,32})?|\\.[0-9]{1,32})(?=$|[,;| ])";
    private static final Pattern DIFFICULTY = option("(?:d|diff)");
    private static final Pattern MINIMUM = option("md");
    private static final PasswordOptions NONE = new PasswordOptions(Optional.empty(), Optional.empty());

    private static Pattern option(String key) {
        return Pattern.compile("(?:^|[,;| ])" + key + NUMBER, Pattern.CASE_INSENSITIVE);
    }

    static PasswordOptions parse(String password) {
        if (password.indexOf('=') < 0 || password.length() > MAX_CHARACTERS) {
            return NONE;
        }
        return new PasswordOptions(find(DIFFICULTY, password), find(MINIMUM, password));
    }

    private static Optional<BigDecimal> find(Pattern option, String password) {
        Matcher matcher = option.matcher(password);
        return matcher.find()
                ? Optional.of(new BigDecimal(matcher.group(1))).filter(value -> value.signum() > 0)
                : Optional.empty();
    }
}
