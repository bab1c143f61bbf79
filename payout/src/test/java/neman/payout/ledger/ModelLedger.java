package neman.payout.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ledger's contract in a few lines of memory: what it answers to any append, and what the balances are afterwards. */
final class ModelLedger {
    /**
     * As it is handed to {@code ledger.append}; may be wrong in any way.
     *
     * @param reverses 0 for none
     */
    record Draft(String key, long reverses, String evidence, List<String> codes, List<Long> amounts) {}

    /** The accounts that are overdrawn below 0 debit, and those that are above it. */
    private static final Set<String> NO_CREDIT_BALANCE = Set.of(
            "asset:coinbase-immature", "asset:hot", "asset:cold", "asset:payout-in-flight", "expense:network-fee");

    private static final Set<String> EITHER_WAY =
            Set.of("equity:owner", "equity:reorg-loss", "income:pool-fee", "income:donation", "suspense:reconcile");

    private final List<Draft> journals = new ArrayList<>();
    private final Map<String, Long> ids = new HashMap<>();
    private final Set<Long> reversed = new HashSet<>();
    private final Map<String, Long> balances = new HashMap<>();

    ModelLedger copy() {
        ModelLedger copy = new ModelLedger();
        copy.journals.addAll(journals);
        copy.ids.putAll(ids);
        copy.reversed.addAll(reversed);
        copy.balances.putAll(balances);
        return copy;
    }

    /** The journal's number with {@code new} or {@code old}, or the SQLSTATE that the statement fails with. */
    String append(Draft draft) {
        Long known = ids.get(draft.key());
        if (known != null) {
            return journals.get(known.intValue() - 1).equals(draft) ? known + " old" : "NL002";
        }
        String refusal = refusal(draft);
        if (refusal != null) {
            return refusal;
        }
        journals.add(draft);
        ids.put(draft.key(), (long) journals.size());
        if (draft.reverses() > 0) {
            reversed.add(draft.reverses());
        }
        for (int line = 0; line < draft.codes().size(); line++) {
            balances.merge(draft.codes().get(line), draft.amounts().get(line), Long::sum);
        }
        return journals.size() + " new";
    }

    private String refusal(Draft draft) {
        if (!draft.codes().stream().allMatch(ModelLedger::exists)) {
            return "NL005";
        }
        if (draft.amounts().contains(0L)) {
            return "23514";
        }
        if (Set.copyOf(draft.codes()).size() < draft.codes().size()) {
            return "23505";
        }
        if (draft.codes().size() < 2) {
            return "23514";
        }
        if (draft.reverses() > journals.size()) {
            return "23514";
        }
        if (reversed.contains(draft.reverses())) {
            return "23505";
        }
        for (int line = 0; line < draft.codes().size(); line++) {
            String code = draft.codes().get(line);
            if (isOverdrawn(
                    code, balances.getOrDefault(code, 0L) + draft.amounts().get(line))) {
                return "NL001";
            }
        }
        return null;
    }

    private static boolean exists(String code) {
        return NO_CREDIT_BALANCE.contains(code)
                || EITHER_WAY.contains(code)
                || code.equals("equity:pplns-continuity")
                || code.matches("liability:miner:[a-z0-9]+:(pending|available|held|in-payout)");
    }

    private static boolean isOverdrawn(String code, long balance) {
        return !EITHER_WAY.contains(code) && (NO_CREDIT_BALANCE.contains(code) ? balance < 0 : balance > 0);
    }

    /** What the commit looks at: every journal sums to 0. */
    boolean isBalanced() {
        return journals.stream()
                .allMatch(draft ->
                        draft.amounts().stream().mapToLong(Long::longValue).sum() == 0);
    }

    int size() {
        return journals.size();
    }

    Draft journal(long id) {
        return journals.get((int) id - 1);
    }

    /** Those that are not 0. */
    Map<String, Long> balances() {
        Map<String, Long> open = new HashMap<>(balances);
        open.values().removeIf(sats -> sats == 0);
        return open;
    }
}
