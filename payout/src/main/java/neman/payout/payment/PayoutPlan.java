package neman.payout.payment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.PaymentOutput;

/**
 * Who is paid what in one batch. Pure: balances in, items and outputs out, to the satoshi.
 *
 * @param items one for each account, its whole available balance
 * @param outputs one for each output script; two accounts with one script share an output
 * @param totalSats of the items, and so of the outputs
 */
public record PayoutPlan(List<Item> items, List<PaymentOutput> outputs, long totalSats) {
    /** The most outputs of one transaction. */
    public static final int MAX_OUTPUTS = 500;

    /**
     * One account's part.
     *
     * @param account as the ledger names it
     */
    public record Item(String account, PayoutAddress address, long sats) {}

    public PayoutPlan {
        long paid = outputs.stream().mapToLong(PaymentOutput::sats).reduce(0, Math::addExact);
        long debited = items.stream().mapToLong(Item::sats).reduce(0, Math::addExact);
        if (paid != debited || paid != totalSats) {
            throw new IllegalArgumentException(
                    "a plan would pay " + paid + " sat, debit " + debited + " and total " + totalSats);
        }
    }

    /**
     * The largest balances first; those that no longer fit wait for the next batch.
     *
     * @param balances what each account has available
     * @param minimumSats compared with what one script gets, which is what a miner sees
     * @return empty where nobody reaches the minimum
     */
    public static Optional<PayoutPlan> of(List<Item> balances, long minimumSats) {
        List<List<Item>> chosen = byAddress(balances).values().stream()
                .filter(items -> sum(items) >= minimumSats)
                .sorted(Comparator.<List<Item>>comparingLong(PayoutPlan::sum)
                        .reversed()
                        .thenComparing(items -> items.get(0).address()))
                .limit(MAX_OUTPUTS)
                .toList();
        return chosen.isEmpty() ? Optional.empty() : Optional.of(ofItems(chosen));
    }

    private static PayoutPlan ofItems(List<List<Item>> byOutput) {
        List<Item> items = byOutput.stream().flatMap(List::stream).toList();
        return new PayoutPlan(items, outputs(items), sum(items));
    }

    /** What pays these items. */
    static List<PaymentOutput> outputs(List<Item> items) {
        return byAddress(items).entrySet().stream()
                .map(output -> new PaymentOutput(output.getKey(), sum(output.getValue())))
                .toList();
    }

    private static Map<PayoutAddress, List<Item>> byAddress(List<Item> items) {
        Map<PayoutAddress, List<Item>> byAddress = new LinkedHashMap<>();
        items.stream()
                .filter(item -> item.sats() > 0)
                .sorted(Comparator.comparing(Item::account))
                .forEach(item -> byAddress
                        .computeIfAbsent(item.address(), address -> new ArrayList<>())
                        .add(item));
        return byAddress;
    }

    private static long sum(List<Item> items) {
        return items.stream().mapToLong(Item::sats).reduce(0, Math::addExact);
    }
}
