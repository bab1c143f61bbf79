package neman.console.source;

import io.lettuce.core.RedisException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.accounting.live.AccountHashrates;
import neman.accounting.live.LiveHashrates;
import neman.accounting.live.LiveWindow;
import neman.accounting.live.LiveWindows;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;
import neman.console.view.Hashrates;
import neman.console.view.NextBlock;

/** What the accountant publishes of each account: its part of the next block, and its hashrates. Nothing while it is away. */
public final class LiveShares {
    private static final int WHOLE_BASIS_POINTS = 10_000;

    private final LiveWindows windows;
    private final LiveHashrates hashrates;

    /** @param redis not closed by this */
    public LiveShares(RedisLink redis, Network network) {
        windows = new LiveWindows(redis, network);
        hashrates = new LiveHashrates(redis, network);
    }

    /** @param coinbaseValueSats of the job that miners work on now */
    Optional<NextBlock> nextBlock(String account, long coinbaseValueSats, int feeBasisPoints) {
        long feeSats = BigInteger.valueOf(coinbaseValueSats)
                .multiply(BigInteger.valueOf(feeBasisPoints))
                .divide(BigInteger.valueOf(WHOLE_BASIS_POINTS))
                .longValueExact();
        return part(account)
                .map(part -> new NextBlock(
                        new BigDecimal(part.work())
                                .divide(new BigDecimal(part.capacity()), MathContext.DECIMAL64)
                                .doubleValue(),
                        part.of(coinbaseValueSats - feeSats)));
    }

    private Optional<LiveWindow.Part> part(String account) {
        try {
            return windows.part(account);
        } catch (RedisException e) {
            return Optional.empty();
        }
    }

    /** Of the whole account and, by name, of its workers. */
    record Rates(Hashrates all, Map<String, Hashrates> workers) {}

    Optional<Rates> rates(String account) {
        try {
            return hashrates.of(account).map(LiveShares::rates);
        } catch (RedisException e) {
            return Optional.empty();
        }
    }

    private static Rates rates(AccountHashrates account) {
        SortedMap<String, Hashrates> workers = new TreeMap<>();
        account.workers().forEach((worker, rates) -> workers.put(worker, rounded(rates)));
        return new Rates(rounded(account.all()), workers);
    }

    private static Hashrates rounded(neman.accounting.live.Hashrates rates) {
        return new Hashrates(
                rounded(rates.minute()), rounded(rates.tenMinutes()), rounded(rates.hour()), rounded(rates.day()));
    }

    private static BigInteger rounded(double rate) {
        return BigDecimal.valueOf(rate).setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    }
}
