package neman.deploy.wiring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReloadSignalTest {
    @Test
    void eachSignalIsOneCall() throws Exception {
        Semaphore calls = new Semaphore(0);
        try (ReloadSignal signal = ReloadSignal.install(calls::release)) {
            for (int i = 0; i < 3; i++) {
                Class<?> type = Class.forName("sun.misc.Signal");
                type.getMethod("raise", type)
                        .invoke(null, type.getConstructor(String.class).newInstance("HUP"));
                assertTrue(calls.tryAcquire(10, TimeUnit.SECONDS), "call " + i);
            }
            assertTrue(signal != null && !calls.tryAcquire(), "no more calls than signals");
        }
    }
}
