package neman.stratum.job;

import java.util.Set;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbaseBuilder;
import neman.bitcoin.block.CoinbaseParts;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;

/** Turns templates into jobs: one output to the pool, the witness commitment, instance and start in the scriptSig. */
public final class JobFactory {
    /** The rules that a block must follow knowingly (BIP9's {@code !}) and that we do. */
    private static final Set<String> UNDERSTOOD_RULES = Set.of("!segwit", "!signet");

    private final InstanceIdentity identity;
    private final PayoutAddress poolAddress;
    private final String tag;
    private final JobNumbers numbers;

    /** @param tag printable ASCII, see {@link CoinbaseBuilder#tag} */
    public JobFactory(InstanceIdentity identity, PayoutAddress poolAddress, String tag) {
        this.identity = identity;
        this.poolAddress = poolAddress;
        this.tag = tag;
        this.numbers = new JobNumbers(identity);
    }

    /** @throws IllegalArgumentException where a block made from this template could not be valid; the message says why */
    public Job create(BlockTemplate template) {
        for (String rule : template.rules()) {
            if (rule.startsWith("!") && !UNDERSTOOD_RULES.contains(rule)) {
                throw new IllegalArgumentException(
                        "the node demands rule " + rule + ", which this release does not know");
            }
        }
        CoinbaseParts coinbase = new CoinbaseBuilder(template.height())
                .start(identity.number(), identity.startCounter())
                .extranonce2Bytes(Job.EXTRANONCE2_BYTES)
                .tag(tag)
                .output(poolAddress.script(), template.coinbaseValueSats())
                .witnessCommitment(template.witnessCommitmentScript())
                .build();
        JobRecord jobRecord = new JobRecord(
                numbers.next(),
                template.height(),
                template.previousBlock(),
                template.version(),
                template.nbits(),
                Math.max(template.currentTimeSeconds(), template.minTimeSeconds()),
                coinbase.prefix(),
                coinbase.suffix(),
                Job.EXTRANONCE2_BYTES,
                MerkleTree.branchOfCoinbase(template.transactions().stream()
                        .map(TemplateTransaction::txid)
                        .toList()),
                template.coinbaseValueSats());
        return new Job(
                jobRecord,
                template.minTimeSeconds(),
                template.witnessCommitmentScript().isPresent(),
                template.transactions());
    }
}
