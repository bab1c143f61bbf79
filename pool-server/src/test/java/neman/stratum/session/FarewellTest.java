package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FarewellTest {
    private static final Farewell ELSEWHERE =
            new Farewell(List.of(InetSocketAddress.createUnresolved("b", 1)), Duration.ofSeconds(60));

    @Test
    void waitsAreSpreadEvenlyUpToTheLongest() {
        assertEquals(1, ELSEWHERE.waitSeconds(0, 60));
        assertEquals(30, ELSEWHERE.waitSeconds(29, 60));
        assertEquals(60, ELSEWHERE.waitSeconds(59, 60));
    }

    @Test
    void whoIsToComeBackWaitsForTheRestartFirst() {
        assertEquals(10, Farewell.COME_BACK.waitSeconds(0, 1));
        assertEquals(5, Farewell.COME_BACK.waitSeconds(0, 1_000));
        assertEquals(10, Farewell.COME_BACK.waitSeconds(999, 1_000));
    }

    @Test
    void fewAreToldQuicklyAndManyWithinTwoSeconds() {
        assertEquals(0, ELSEWHERE.delayMillis(0, 1));
        assertEquals(9, ELSEWHERE.delayMillis(9, 10));
        assertTrue(ELSEWHERE.delayMillis(19_999, 20_000) < 2_000);
        assertTrue(ELSEWHERE.delayMillis(19_999, 20_000) > 1_990);
    }
}
