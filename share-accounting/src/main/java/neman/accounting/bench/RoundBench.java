package neman.accounting.bench;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.reward.PplnsWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.round.FoundBlock;
import neman.accounting.round.RoundCloser;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;

/** A window full of shares is frozen and its round committed. */
final class RoundBench {
    private static final RewardPolicy POLICY = RewardPolicy.pplns(BigDecimal.valueOf(2));

    private final DataSource database;
    private final int shares;
    private final String[] accounts;

    RoundBench(DataSource database, int shares, int accounts) {
        this.database = database;
        this.shares = shares;
        this.accounts = BenchShares.accounts(accounts);
    }

    BenchReport.RoundClosing run() throws SQLException {
        long began = System.nanoTime();
        PplnsWindow window = fill();
        long filled = System.nanoTime();
        FoundBlock block = new FoundBlock(
                Hash256.ofDoubleSha256(new byte[] {1}),
                1,
                shares + 1L,
                accounts[0],
                "",
                true,
                312_500_000,
                List.of(),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
        Transactions.<SQLException>run(
                database, transaction -> new RoundCloser(POLICY).close(transaction, block, window));
        return new BenchReport.RoundClosing(
                shares, accounts.length, (filled - began) / 1e9, (System.nanoTime() - filled) / 1e9);
    }

    private PplnsWindow fill() {
        PplnsWindow window = new PplnsWindow(POLICY.capacity());
        // Shares of one size that exactly fill it, at network difficulty 5.
        long units = 2 * 5 * Difficulty.UNITS_PER_ONE / shares;
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < shares; i++) {
            window.add(i + 1L, accounts[random.nextInt(accounts.length)], units, BenchShares.NBITS);
        }
        return window;
    }
}
