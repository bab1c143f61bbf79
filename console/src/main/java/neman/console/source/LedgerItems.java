package neman.console.source;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import neman.bitcoin.Hash256;
import neman.console.view.BlockItem;
import neman.console.view.BlockState;
import neman.console.view.MinerPayout;
import neman.console.view.Page;
import neman.console.view.PayoutItem;
import neman.console.view.PoolBalances;
import neman.payout.payment.PayoutState;
import neman.payout.query.BlockView;
import neman.payout.query.MinerPayoutView;
import neman.payout.query.PayoutView;
import neman.payout.query.PoolTotals;

/** The books' records in the console's words. */
final class LedgerItems {
    private LedgerItems() {}

    static BlockItem block(BlockView block) {
        boolean known = block.rewardSats() > 0;
        return new BlockItem(
                block.height(),
                block.hash().toString(),
                state(block.state()),
                block.confirmations(),
                known ? Optional.of(block.rewardSats()) : Optional.empty(),
                known ? Optional.of(block.feeSats()) : Optional.empty(),
                block.finderAccount(),
                block.finderWorker(),
                block.foundAt());
    }

    private static BlockState state(BlockView.State state) {
        return switch (state) {
            case PENDING -> BlockState.PENDING;
            case CONFIRMED -> BlockState.CONFIRMED;
            case ORPHANED -> BlockState.ORPHANED;
            case REJECTED -> BlockState.REJECTED;
        };
    }

    static PayoutItem payout(PayoutView payout) {
        return new PayoutItem(
                Long.toString(payout.id()),
                word(payout.state()),
                payout.txid().map(Hash256::toString),
                payout.totalSats(),
                payout.feeSats() > 0 ? Optional.of(payout.feeSats()) : Optional.empty(),
                payout.outputs(),
                payout.confirmations(),
                payout.createdAt());
    }

    static MinerPayout minerPayout(MinerPayoutView payout) {
        return new MinerPayout(
                Long.toString(payout.payoutId()),
                word(payout.state()),
                payout.txid().map(Hash256::toString),
                payout.sats(),
                payout.createdAt());
    }

    private static String word(PayoutState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static PoolBalances balances(PoolTotals totals) {
        return new PoolBalances(
                totals.pendingSats(),
                totals.availableSats(),
                totals.heldSats(),
                totals.inPayoutSats(),
                totals.paidSats(),
                totals.poolFeeSats(),
                totals.continuitySats());
    }

    static <F, T> Page<T> page(neman.payout.query.Page<F> page, Function<F, T> item) {
        Optional<String> next =
                page.next().isPresent() ? Optional.of(Long.toString(page.next().getAsLong())) : Optional.empty();
        return new Page<>(page.items().stream().map(item).toList(), next);
    }

    /** @throws IllegalArgumentException for a cursor that we never gave */
    static OptionalLong cursor(Optional<String> cursor) {
        try {
            return cursor.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(cursor.get()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("cursor is not one that this API gave", e);
        }
    }

    /** @param counts by the ledger's words; blocks that no node has shown yet count as pending */
    static Map<BlockState, Long> blockCounts(Map<String, Long> counts) {
        Map<BlockState, Long> sums = new EnumMap<>(BlockState.class);
        for (BlockState state : BlockState.values()) {
            sums.put(state, 0L);
        }
        counts.forEach((word, count) -> sums.merge(
                switch (word) {
                    case "AVAILABLE" -> BlockState.CONFIRMED;
                    case "ORPHANED" -> BlockState.ORPHANED;
                    case "REJECTED" -> BlockState.REJECTED;
                    default -> BlockState.PENDING;
                },
                count,
                Long::sum));
        return sums;
    }
}
