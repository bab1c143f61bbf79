package neman.stratum.job;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;

/**
 * Keeps the transactions that several templates of one tip have in common once: jobs live for minutes, a full block has
 * megabytes, and the next template is nearly the same. Remembers the last template and no other.
 *
 * <p>The first template of a tip costs nothing here, because miners wait for it.
 */
final class SharedTransactions {
    private Hash256 tip = Hash256.ZERO;
    private List<TemplateTransaction> last = List.of();

    /** The template's transactions, in its order; those that the template before had are the same objects. */
    synchronized List<TemplateTransaction> of(BlockTemplate template) {
        boolean sameTip = template.previousBlock().equals(tip);
        tip = template.previousBlock();
        last = sameTip ? shared(template.transactions()) : template.transactions();
        return last;
    }

    private List<TemplateTransaction> shared(List<TemplateTransaction> transactions) {
        Map<Hash256, TemplateTransaction> known = new HashMap<>();
        last.forEach(transaction -> known.put(transaction.txid(), transaction));
        return transactions.stream()
                .map(transaction -> {
                    TemplateTransaction before = known.get(transaction.txid());
                    return before != null && isSame(before, transaction) ? before : transaction;
                })
                .toList();
    }

    /** Two of one txid may differ in their witnesses. */
    private static boolean isSame(TemplateTransaction one, TemplateTransaction other) {
        return one.feeSats() == other.feeSats()
                && one.weight() == other.weight()
                && Arrays.equals(one.data(), other.data());
    }
}
