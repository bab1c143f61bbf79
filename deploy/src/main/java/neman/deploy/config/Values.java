package neman.deploy.config;

import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Satoshis;

/** Reads the configuration's scalars. Each method throws IllegalArgumentException with a sentence that says what is right. */
final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    /** Bounded, and without exponent: BigDecimal would take gigabytes for 1e999999999. */
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,20}(\\.\\d{1,40})?");

    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
    private static final Pattern LISTEN = Pattern.compile("(\\[[0-9A-Fa-f:.%a-z]+]|[^:\\s\\[\\]]+):(\\d{1,5})");

    private Values() {}

    static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    static BigDecimal decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a plain decimal number such as 0.001");
        }
        return new BigDecimal(text);
    }

    static long whole(String text, long lowest, long highest) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
        }
        long value = Long.parseLong(text);
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(text + " is not between " + lowest + " and " + highest);
        }
        return value;
    }

    /** A number with its unit: {@code 2ms}, {@code 60s}, {@code 5m}, {@code 24h}, {@code 7d}. */
    static Duration duration(String text, Duration lowest, Duration highest) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 2ms, 60s, 5m, 24h or 7d");
        }
        long count = Long.parseLong(matcher.group(1));
        Duration duration =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
        if (duration.compareTo(lowest) < 0 || duration.compareTo(highest) > 0) {
            throw new IllegalArgumentException(
                    text + " is not between " + durationText(lowest) + " and " + durationText(highest));
        }
        return duration;
    }

    /** A duration without a fraction of a second: Stratum knows nothing finer. */
    static Duration wholeSeconds(String text, Duration lowest, Duration highest) {
        Duration duration = duration(text, lowest, highest);
        if (duration.toMillis() % 1_000 != 0) {
            throw new IllegalArgumentException(text + " is not a number of whole seconds");
        }
        return duration;
    }

    /** In the largest unit that gives a whole number. */
    static String durationText(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0 || millis == 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** Bitcoins with at most 8 digits after the point, as satoshis. */
    static long amountSats(String text) {
        return Satoshis.ofBitcoins(decimal(text));
    }

    static Difficulty difficulty(String text) {
        return Difficulty.of(decimal(text));
    }

    /** A percentage with at most two digits after the point, as basis points: 0 … 10,000. */
    static int basisPoints(String text) {
        BigDecimal percent = decimal(text);
        if (percent.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException(text + " is not between 0 and 100");
        }
        try {
            return percent.movePointRight(2).intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(text + " has more than two digits after the point", e);
        }
    }

    /** {@code HOST:PORT}, IPv6 in brackets; a host name is looked up when the port is opened, not here. */
    static InetSocketAddress listen(String text) {
        Matcher matcher = LISTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not HOST:PORT, for instance 0.0.0.0:3333 or [::]:3333");
        }
        int port = Integer.parseInt(matcher.group(2));
        if (port > 65_535) {
            throw new IllegalArgumentException(port + " is not a port: those end at 65535");
        }
        String host = matcher.group(1);
        return InetSocketAddress.createUnresolved(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    /** An absolute URL with one of {@code schemes} and a host. User names and passwords have keys of their own. */
    static URI url(String text, Set<String> schemes) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null || !schemes.contains(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException("not a URL that begins with "
                        + String.join(" or ", schemes.stream().sorted().toList()) + " and names a host");
            }
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "user and password do not belong into the URL but into their own keys");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason(), e);
        }
    }

    /** {@code redis-sentinel://HOST[:PORT],HOST[:PORT]/[DATABASE]#MASTER}. */
    static URI sentinelUrl(String text) {
        try {
            URI uri = new URI(text);
            String sentinels = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            if (sentinels.contains("@")) {
                throw new IllegalArgumentException("a password does not belong into the URL but into its own key");
            }
            if (sentinels.isEmpty()
                    || uri.getFragment() == null
                    || uri.getFragment().isEmpty()) {
                throw new IllegalArgumentException(
                        "names sentinels and, behind #, the master: redis-sentinel://HOST:PORT,HOST:PORT/0#NAME");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason(), e);
        }
    }
}
