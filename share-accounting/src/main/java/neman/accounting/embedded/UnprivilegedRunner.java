package neman.accounting.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How to run PostgreSQL, which refuses to be root, from a process that may be root.
 *
 * <p>First choice is a user namespace of its own, in which root is nobody and yet owns the same files. Where the system
 * forbids that (containers often do), the real user {@code nobody}, who then owns the data and may pass through root's
 * directories.
 *
 * @param prefix what stands before each command, empty for an ordinary user
 * @param ownerUid who must own the data directory, −1 where that is settled already
 */
record UnprivilegedRunner(List<String> prefix, int ownerUid) {
    private static final int NOBODY = 65534;
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    private static final UnprivilegedRunner ORDINARY_USER = new UnprivilegedRunner(List.of(), -1);
    static final UnprivilegedRunner OWN_NAMESPACE = new UnprivilegedRunner(List.of("unshare", "-U"), 0);
    static final UnprivilegedRunner AS_NOBODY = new UnprivilegedRunner(
            List.of(
                    "setpriv",
                    "--reuid=" + NOBODY,
                    "--regid=" + NOBODY,
                    "--clear-groups",
                    "--inh-caps=+dac_override",
                    "--ambient-caps=+dac_override"),
            NOBODY);

    /** @param directory one that this process has made: its owner is who we are */
    static UnprivilegedRunner choose(Path directory) throws IOException {
        Path probe = directory.resolve("probe.log");
        Files.deleteIfExists(probe);
        Files.createFile(probe);
        try {
            if (!Files.getAttribute(probe, "unix:uid").equals(0)) {
                return ORDINARY_USER;
            }
            for (UnprivilegedRunner runner : List.of(OWN_NAMESPACE, AS_NOBODY)) {
                if (runner.works(probe)) {
                    return runner;
                }
            }
        } finally {
            Files.deleteIfExists(probe);
        }
        throw new IOException("PostgreSQL refuses to run as root, and this system allows neither a user namespace"
                + " (unshare -U) nor another user (setpriv): start the pool as an ordinary user");
    }

    boolean works(Path output) throws InterruptedIOException {
        try {
            return ServiceCommand.statusOf(command("true"), output, PROBE_TIMEOUT) == 0;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    List<String> command(String... words) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(Arrays.asList(words));
        return command;
    }

    /** Gives {@code directory} and all in it to the user that the commands run as. */
    void own(Path directory) throws IOException {
        if (ownerUid < 0 || Files.getAttribute(directory, "unix:uid").equals(ownerUid)) {
            return;
        }
        try (Stream<Path> inner = Files.walk(directory)) {
            // The directory itself comes last: it is what a start after a crash looks at.
            inner.filter(path -> !path.equals(directory)).forEach(this::give);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        give(directory);
    }

    private void give(Path path) {
        try {
            Files.setAttribute(path, "unix:uid", ownerUid, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
