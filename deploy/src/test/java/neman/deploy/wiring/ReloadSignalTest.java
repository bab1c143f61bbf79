package neman.deploy.wiring;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReloadSignalTest {
    @Test
    void eachSignalIsOneCall() throws Exception {
        assumeFalse(isIgnored(), "started under nohup: a JVM takes no SIGHUP that was ignored before it");
        Semaphore calls = new Semaphore(0);
        try (ReloadSignal signal = ReloadSignal.install(calls::release)) {
            for (int i = 0; i < 3; i++) {
                raise();
                assertTrue(calls.tryAcquire(10, TimeUnit.SECONDS), "call " + i);
            }
            assertTrue(signal != null && !calls.tryAcquire(), "no more calls than signals");
        }
    }

    @Test
    void twoPartsOfThePoolBothHearIt() throws Exception {
        assumeFalse(isIgnored(), "started under nohup: a JVM takes no SIGHUP that was ignored before it");
        Semaphore first = new Semaphore(0);
        Semaphore second = new Semaphore(0);
        try (ReloadSignal denyList = ReloadSignal.install(first::release)) {
            try (ReloadSignal certificates = ReloadSignal.install(second::release)) {
                raise();
                assertTrue(first.tryAcquire(10, TimeUnit.SECONDS));
                assertTrue(second.tryAcquire(10, TimeUnit.SECONDS));
                assertTrue(denyList != certificates);
            }
            raise();
            assertTrue(first.tryAcquire(10, TimeUnit.SECONDS));
            assertTrue(!second.tryAcquire(), "closed");
        }
    }

    private static void raise() throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.misc.Signal");
        type.getMethod("raise", type)
                .invoke(null, type.getConstructor(String.class).newInstance("HUP"));
    }

    /** Bit 0 of the ignored signals is SIGHUP; where there is no such file, it is taken as heard. */
    private static boolean isIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.isReadable(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).trim(), 16) & 1) == 1);
    }
}
