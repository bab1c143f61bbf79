package neman.stratum.session;

import java.math.BigInteger;
import java.util.Optional;
import neman.bitcoin.Difficulty;

/** What {@link Vardiff} decides by: the shares since the last change of difficulty. */
final class ShareWindow {
    private long startMillis;
    private int shares;
    private BigInteger workUnits = BigInteger.ZERO;

    ShareWindow(long nowMillis) {
        this.startMillis = nowMillis;
    }

    void add(Difficulty judged) {
        shares++;
        workUnits = workUnits.add(BigInteger.valueOf(judged.units()));
    }

    void restart(long nowMillis) {
        startMillis = nowMillis;
        shares = 0;
        workUnits = BigInteger.ZERO;
    }

    Optional<Difficulty> decide(Difficulty current, long nowMillis) {
        Optional<Difficulty> next = Vardiff.next(current, shares, workUnits, nowMillis - startMillis);
        if (next.isEmpty() && nowMillis - startMillis >= Vardiff.WINDOW_MS) {
            restart(nowMillis);
        }
        return next;
    }
}
