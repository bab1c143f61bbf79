package neman.stratum.session;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What firmware is known to bear, by what it calls itself; of others nothing is assumed. */
final class UserAgents {
    /** cgminer knows {@code mining.ping} from 4.7.1 on. */
    private static final int CGMINER_WITH_PING = version(4, 7, 1);

    private static final Pattern CGMINER = Pattern.compile("cgminer/(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,3}))?.*");
    private static final Pattern ESP_MINER = Pattern.compile("(?i).*(?:bitaxe|esp-miner).*");

    private UserAgents() {}

    /** Agents of the cgminer family show messages; others would log an unknown method. */
    static boolean showsMessages(String agent) {
        return agent.contains("gminer");
    }

    /** cgminer answers {@code mining.ping}, ESP-Miner says pong; others would log an unknown method, or leave. */
    static boolean answersPing(String agent) {
        Matcher cgminer = CGMINER.matcher(agent);
        if (cgminer.matches()) {
            int patch = cgminer.group(3) == null ? 0 : Integer.parseInt(cgminer.group(3));
            int version = version(Integer.parseInt(cgminer.group(1)), Integer.parseInt(cgminer.group(2)), patch);
            return version >= CGMINER_WITH_PING;
        }
        return ESP_MINER.matcher(agent).matches();
    }

    private static int version(int major, int minor, int patch) {
        return (major * 1_000 + minor) * 1_000 + patch;
    }
}
