package neman.deploy.cli.common;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Logs go to standard error as {@code logback.xml} says, unless a command needs the screen for itself. */
public final class Logging {
    private static final long MAX_FILE_BYTES = 10L << 20;
    private static final int MAX_FILES = 3;

    private Logging() {}

    /** For a command whose answer is what matters, not how it came to be. */
    public static void warningsOnly() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .setLevel(Level.WARN);
    }

    /**
     * Sends everything to {@code file} instead, in the same form; four files of 10 MiB at most.
     *
     * @throws IOException where the file cannot be written
     */
    public static void toFile(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        if (Files.exists(file) ? !Files.isWritable(file) : !Files.isWritable(file.getParent())) {
            throw new IOException(file + " is not writable");
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) root.getAppender("STDERR");
        String pattern = ((PatternLayoutEncoder) console.getEncoder()).getPattern();
        root.addAppender(appender(context, file, pattern));
        root.detachAppender(console);
    }

    private static RollingFileAppender<ILoggingEvent> appender(LoggerContext context, Path file, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
        names.setContext(context);
        names.setParent(appender);
        names.setFileNamePattern(file + ".%i");
        names.setMaxIndex(MAX_FILES);
        names.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(MAX_FILE_BYTES));
        size.start();
        appender.setRollingPolicy(names);
        appender.setTriggeringPolicy(size);
        appender.start();
        return appender;
    }
}
