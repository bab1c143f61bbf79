package neman.accounting.reward;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.bitcoin.Hash256;
import neman.bitcoin.Satoshis;
import neman.bitcoin.Sha256;

/**
 * Divides a block's reward over its window: the fee first, rounded down, then largest remainder on exact fractions.
 *
 * <p>The work that is missing to a full window takes part under {@link #CONTINUITY}. Equal remainders go to the lowest
 * SHA-256(block hash in header order ‖ account in UTF-8), bytes unsigned, which nobody can choose beforehand.
 */
public final class RewardSplit {
    /** The ledger account of what no share has earned. */
    public static final String CONTINUITY = "equity:pplns-continuity";

    public static final int WHOLE_BASIS_POINTS = 10_000;

    /** One who takes part: the whole satoshis, and what is left of the division by the capacity. */
    private record Claim(String account, long sats, BigInteger remainder, byte[] tieHash) {}

    private static final Comparator<Claim> LARGEST_REMAINDER =
            Comparator.comparing(Claim::remainder).reversed().thenComparing(Claim::tieHash, Arrays::compareUnsigned);

    private RewardSplit() {}

    /**
     * @param rewardSats what the coinbase pays the pool, 0 … 21 million bitcoins
     * @param feeBasisPoints 0 … 10,000
     * @throws IllegalStateException where the parts do not sum to the reward: a bug, after which nothing may be booked
     */
    public static Allocation split(long rewardSats, int feeBasisPoints, FrozenWindow window, Hash256 blockHash) {
        if (rewardSats < 0 || rewardSats > Satoshis.MAX_MONEY) {
            throw new IllegalArgumentException(rewardSats + " satoshis are not a reward");
        }
        if (feeBasisPoints < 0 || feeBasisPoints > WHOLE_BASIS_POINTS) {
            throw new IllegalArgumentException(feeBasisPoints + " basis points are not a fee");
        }
        long feeSats = BigInteger.valueOf(rewardSats)
                .multiply(BigInteger.valueOf(feeBasisPoints))
                .divide(BigInteger.valueOf(WHOLE_BASIS_POINTS))
                .longValueExact();
        SortedMap<String, Long> sats = divide(rewardSats - feeSats, window, blockHash);
        Long continuitySats = sats.remove(CONTINUITY);
        Allocation allocation = new Allocation(feeSats, continuitySats == null ? 0 : continuitySats, sats);
        if (allocation.totalSats() != rewardSats) {
            throw new IllegalStateException("block " + blockHash + ": the parts sum to " + allocation.totalSats()
                    + " satoshis, the reward is " + rewardSats);
        }
        return allocation;
    }

    private static SortedMap<String, Long> divide(long minersSats, FrozenWindow window, Hash256 blockHash) {
        List<Claim> claims = claims(minersSats, window, blockHash);
        long left = minersSats - claims.stream().mapToLong(Claim::sats).sum();
        claims.sort(LARGEST_REMAINDER);
        SortedMap<String, Long> sats = new TreeMap<>();
        for (Claim claim : claims) {
            long part = claim.sats() + (left > 0 ? 1 : 0);
            left--;
            if (part > 0) {
                sats.put(claim.account(), part);
            }
        }
        return sats;
    }

    private static List<Claim> claims(long minersSats, FrozenWindow window, Hash256 blockHash) {
        SortedMap<String, BigInteger> work = new TreeMap<>(window.work());
        work.put(CONTINUITY, window.capacity().subtract(window.totalWork()));
        byte[] hash = blockHash.toHeaderOrder();
        List<Claim> claims = new ArrayList<>();
        work.forEach((account, part) -> {
            BigInteger[] quotient =
                    part.multiply(BigInteger.valueOf(minersSats)).divideAndRemainder(window.capacity());
            byte[] tieHash = Sha256.hash(hash, account.getBytes(StandardCharsets.UTF_8));
            claims.add(new Claim(account, quotient[0].longValueExact(), quotient[1], tieHash));
        });
        return claims;
    }
}
