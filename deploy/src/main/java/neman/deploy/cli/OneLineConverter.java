package neman.deploy.cli;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.regex.Pattern;

/**
 * An event's message on one line, its stack trace folded in behind it. Control characters become question marks, because
 * some messages carry what a miner sent and a log is read on terminals.
 */
public final class OneLineConverter extends ThrowableHandlingConverter {
    private static final Pattern LINE_BREAKS = Pattern.compile("\\R\\s*");
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    @Override
    public String convert(ILoggingEvent event) {
        String text = event.getFormattedMessage();
        if (event.getThrowableProxy() != null) {
            text += "\n"
                    + ThrowableProxyUtil.asString(event.getThrowableProxy()).stripTrailing();
        }
        return CONTROLS.matcher(LINE_BREAKS.matcher(text).replaceAll(" | ")).replaceAll("?");
    }
}
