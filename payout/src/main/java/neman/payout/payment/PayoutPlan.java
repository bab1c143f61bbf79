package neman.payout.payment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.PaymentOutput;
import neman.payout.miner.MinerAccount;
import neman.payout.miner.PayoutLimits;
import neman.payout.miner.Screening;
import neman.payout.miner.WithheldReason;

/**
 * Who is paid what in one batch, and who is not and why. Pure: balances in, items and outputs out, to the satoshi.
 *
 * @param items one for each account that is paid, its whole available balance
 * @param outputs one for each output script; two accounts with one script share an output
 * @param totalSats of the items, and so of the outputs
 * @param withheld every other account that has something available or held, by name
 */
public record PayoutPlan(List<Item> items, List<PaymentOutput> outputs, long totalSats, List<Withheld> withheld) {
    /** The most outputs of one transaction. */
    public static final int MAX_OUTPUTS = 500;

    /**
     * One account's part.
     *
     * @param account as the ledger names it
     */
    public record Item(String account, PayoutAddress address, long sats) {}

    /**
     * An account that is not paid now.
     *
     * @param sats available and held, above 0
     */
    public record Withheld(String account, long sats, WithheldReason reason) {}

    public PayoutPlan {
        items = List.copyOf(items);
        outputs = List.copyOf(outputs);
        withheld = List.copyOf(withheld);
        long paid = outputs.stream().mapToLong(PaymentOutput::sats).reduce(0, Math::addExact);
        if (paid != sum(items) || paid != totalSats) {
            throw new IllegalArgumentException(
                    "a plan would pay " + paid + " sat, debit " + sum(items) + " and total " + totalSats);
        }
    }

    /** Whether nobody is paid. */
    public boolean isEmpty() {
        return items.isEmpty();
    }

    /**
     * The largest balances first; from the first that no longer fits on they wait for the next batch, so that small ones do not
     * use up a limit that a large one waits for.
     *
     * @param minimumSats compared with what one script gets, which is what a miner sees; a miner's own comes on top of it
     * @param dayLeftSats what today's limit leaves
     */
    public static PayoutPlan of(List<MinerAccount> miners, Screening screening, long minimumSats, long dayLeftSats) {
        List<Withheld> withheld = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        Room room = new Room(screening.limits(), dayLeftSats);
        for (Output output : outputs(miners, screening, withheld)) {
            Optional<WithheldReason> reason = output.below(minimumSats).or(() -> room.take(output.sats()));
            if (reason.isPresent()) {
                output.items().forEach(item -> withheld.add(withheld(item, reason.get())));
            } else {
                items.addAll(output.items());
            }
        }
        withheld.sort(Comparator.comparing(Withheld::account));
        return new PayoutPlan(items, outputs(items), sum(items), withheld);
    }

    private static Withheld withheld(Item item, WithheldReason reason) {
        return new Withheld(item.account(), item.sats(), reason);
    }

    /** What passes the screening, by output, the largest first; the rest goes to {@code withheld}. */
    private static List<Output> outputs(List<MinerAccount> miners, Screening screening, List<Withheld> withheld) {
        List<Item> passed = new ArrayList<>();
        Map<String, Long> ownMinimums = new LinkedHashMap<>();
        for (MinerAccount miner : miners) {
            Optional<PayoutAddress> address = screening.addressOf(miner);
            Optional<WithheldReason> reason = address.isEmpty()
                    ? Optional.of(WithheldReason.NOT_AN_ADDRESS)
                    : screening.reasonAgainst(miner, address.get());
            if (reason.isPresent()) {
                long sats = Math.addExact(miner.availableSats(), miner.heldSats());
                withheld.add(new Withheld(miner.account(), sats, reason.get()));
            } else if (miner.availableSats() > 0) {
                passed.add(new Item(miner.account(), address.get(), miner.availableSats()));
                ownMinimums.put(miner.account(), miner.terms().minimumSats().orElse(0));
            }
        }
        return byAddress(passed).values().stream()
                .map(items -> Output.of(items, ownMinimums))
                .sorted(Comparator.comparingLong(Output::sats)
                        .reversed()
                        .thenComparing(output -> output.items().get(0).address()))
                .toList();
    }

    /** The items of one script, which its miner sees as one payment. */
    private record Output(List<Item> items, long sats, long ownMinimumSats) {
        static Output of(List<Item> items, Map<String, Long> ownMinimums) {
            long own = items.stream()
                    .mapToLong(item -> ownMinimums.get(item.account()))
                    .max()
                    .orElse(0);
            return new Output(items, sum(items), own);
        }

        Optional<WithheldReason> below(long minimumSats) {
            if (sats < minimumSats) {
                return Optional.of(WithheldReason.BELOW_MINIMUM);
            }
            return sats < ownMinimumSats ? Optional.of(WithheldReason.BELOW_OWN_MINIMUM) : Optional.empty();
        }
    }

    /** What is left of the limits while a batch is filled. */
    private static final class Room {
        private final PayoutLimits limits;
        private int outputsLeft = MAX_OUTPUTS;
        private long batchLeftSats;
        private long dayLeftSats;
        private Optional<WithheldReason> full = Optional.empty();

        Room(PayoutLimits limits, long dayLeftSats) {
            this.limits = limits;
            this.batchLeftSats = limits.batchMaxSats();
            this.dayLeftSats = dayLeftSats;
        }

        /** Empty where the output fits. One that fits no batch at all waits alone, for a higher limit. */
        Optional<WithheldReason> take(long sats) {
            if (sats > limits.batchMaxSats()) {
                return Optional.of(WithheldReason.BATCH_LIMIT);
            }
            if (sats > limits.dayMaxSats()) {
                return Optional.of(WithheldReason.DAY_LIMIT);
            }
            if (full.isEmpty()) {
                full = reasonFull(sats);
            }
            if (full.isEmpty()) {
                outputsLeft--;
                batchLeftSats -= sats;
                dayLeftSats -= sats;
            }
            return full;
        }

        private Optional<WithheldReason> reasonFull(long sats) {
            if (outputsLeft == 0 || sats > batchLeftSats) {
                return Optional.of(WithheldReason.BATCH_LIMIT);
            }
            return sats > dayLeftSats ? Optional.of(WithheldReason.DAY_LIMIT) : Optional.empty();
        }
    }

    /** What pays these items. */
    static List<PaymentOutput> outputs(List<Item> items) {
        return byAddress(items).entrySet().stream()
                .map(output -> new PaymentOutput(output.getKey(), sum(output.getValue())))
                .toList();
    }

    private static Map<PayoutAddress, List<Item>> byAddress(List<Item> items) {
        Map<PayoutAddress, List<Item>> byAddress = new LinkedHashMap<>();
        items.stream().sorted(Comparator.comparing(Item::account)).forEach(item -> byAddress
                .computeIfAbsent(item.address(), address -> new ArrayList<>())
                .add(item));
        return byAddress;
    }

    private static long sum(List<Item> items) {
        return items.stream().mapToLong(Item::sats).reduce(0, Math::addExact);
    }
}
