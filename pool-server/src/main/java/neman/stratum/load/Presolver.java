package neman.stratum.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Sha256;

/** Solves shares for all connections before anything is measured, on as many threads as there are processors. */
final class Presolver {
    /** Longer than this nobody waits for shares. */
    private static final int PATIENCE_SECONDS = 180;

    private static final int TRIAL_HASHES = 200_000;
    /** In a closed loop nobody knows how many will be needed; what is missing is solved while measuring. */
    private static final int GUESSED_RATE = 150_000;

    private static final int MAX_SHARES = 16_000_000;

    private final LoadSettings settings;

    Presolver(LoadSettings settings) {
        this.settings = settings;
    }

    /** How many shares a connection will be asked for. */
    int sharesPerConnection() {
        double seconds = (settings.warmUp().toMillis() + settings.duration().toMillis()) / 1000.0;
        double rate = settings.pace() instanceof Pace.OpenLoop open ? open.sharesPerSecond() : GUESSED_RATE;
        double all = settings.pace() instanceof Pace.Idle ? 0 : Math.min(MAX_SHARES, rate * seconds);
        return (int) Math.ceil(all / settings.connections());
    }

    /** @throws LoadException where the pool's difficulty asks for more hashes than this machine has time for */
    void requireEasy(Difficulty difficulty) throws LoadException {
        double hashesPerShare = Math.max(1, difficulty.toDecimal().doubleValue() * Difficulty.UNITS_PER_ONE);
        double shares = (double) sharesPerConnection() * settings.connections();
        double seconds = shares * hashesPerShare / (hashesPerSecond() * threads());
        if (seconds > PATIENCE_SECONDS) {
            throw new LoadException(String.format(
                    java.util.Locale.ROOT,
                    "the pool's difficulty %s is too high: a share takes %.3g hashes, and %.3g shares would take this"
                            + " machine %.3g s to solve; let the pool hand out %s (it was suggested, and d= sent in the"
                            + " password), or ask for fewer shares",
                    difficulty,
                    hashesPerShare,
                    shares,
                    seconds,
                    settings.difficulty().toPlainString()));
        }
    }

    private static double hashesPerSecond() {
        byte[] header = new byte[80];
        byte[] hash = new byte[Sha256.HASH_BYTES];
        long began = System.nanoTime();
        for (int i = 0; i < TRIAL_HASHES; i++) {
            header[76] = (byte) i;
            Sha256.doubleHash(header, 0, header.length, hash, 0);
        }
        return TRIAL_HASHES * 1e9 / Math.max(1, System.nanoTime() - began);
    }

    private static int threads() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** @param progress told the number of works that are solved */
    void solve(List<ShareWork> works, Consumer<Integer> progress) throws InterruptedException {
        int count = sharesPerConnection();
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < threads(); i++) {
            Thread thread = new Thread(
                    () -> {
                        for (int own = next.getAndIncrement(); own < works.size(); own = next.getAndIncrement()) {
                            works.get(own).solve(count);
                        }
                    },
                    "load-presolver-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                thread.join(1_000);
                progress.accept(Math.min(next.get(), works.size()));
            }
        }
    }
}
