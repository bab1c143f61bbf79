package neman.stratum.job;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbaseParts;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.block.Retarget;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;
import neman.stratum.template.ChainTip;

/** Turns templates into jobs whose coinbases follow the pool's plan, with instance and start in the scriptSig. */
public final class JobFactory {
    /** The rules that a block must follow knowingly (BIP9's {@code !}) and that we do. */
    private static final Set<String> UNDERSTOOD_RULES = Set.of("!segwit", "!signet");

    private final Network network;
    private final Retarget retarget;
    private final InstanceIdentity identity;
    private final PayoutAddress poolAddress;
    private final CoinbasePlan coinbase;
    private final JobNumbers numbers;
    private final SharedTransactions transactions = new SharedTransactions();
    private volatile Optional<Hash256> commitment;

    /** @throws IllegalArgumentException where the plan's coinbases do not fit */
    public JobFactory(Network network, InstanceIdentity identity, PayoutAddress poolAddress, CoinbasePlan coinbase) {
        this(network, Retarget.of(network), identity, poolAddress, coinbase);
    }

    JobFactory(
            Network network,
            Retarget retarget,
            InstanceIdentity identity,
            PayoutAddress poolAddress,
            CoinbasePlan coinbase) {
        this.network = network;
        this.retarget = retarget;
        coinbase.requireFits(poolAddress.script().length);
        this.identity = identity;
        this.poolAddress = poolAddress;
        this.coinbase = coinbase;
        this.commitment = coinbase.commitment();
        this.numbers = new JobNumbers(identity);
    }

    /** Every job from now on commits to {@code digest}, so that its block proves when it was known. Any thread. */
    public void commitTo(Hash256 digest) {
        commitment = Optional.of(digest);
    }

    /** @throws IllegalArgumentException where a block made from this template could not be valid; the message says why */
    public Job create(BlockTemplate template, ChainTip tip) {
        return create(template, JobTimes.of(network, tip, template.nbits(), template.minTimeSeconds()));
    }

    /** The same where nothing but the template bounds the block's time. */
    public Job create(BlockTemplate template) {
        return create(template, new JobTimes(template.minTimeSeconds(), JobTimes.OPEN));
    }

    /**
     * An empty block on {@code tip}, until its template is there. Empty where there is no need, or the header does not tell
     * all.
     *
     * @param current what miners work on: from it come the block's version and whether segwit is active
     */
    public Optional<Job> createEmpty(ChainTip tip, Job current, long nowSeconds) {
        if (current.previousBlock().equals(tip.hash()) || tip.height() < current.height()) {
            return Optional.empty();
        }
        return EmptyBlock.on(network, retarget, tip, current.version(), current.hasWitness(), nowSeconds)
                .map(template -> create(template, tip));
    }

    private Job create(BlockTemplate template, JobTimes times) {
        requireUnderstood(template.rules());
        CoinbaseParts parts = coinbase.build(
                template.height(),
                identity.number(),
                identity.startCounter(),
                poolAddress.script(),
                template.coinbaseValueSats(),
                commitment,
                template.witnessCommitmentScript());
        JobRecord jobRecord = new JobRecord(
                numbers.next(),
                template.height(),
                template.previousBlock(),
                template.version(),
                template.nbits(),
                times.clamp(template.currentTimeSeconds()),
                Arrays.copyOf(
                        parts.prefix(),
                        parts.prefix().length + coinbase.extranonce().zeroBytes()),
                parts.suffix(),
                coinbase.extranonce().extranonce2Bytes(),
                MerkleTree.branchOfCoinbase(template.transactions().stream()
                        .map(TemplateTransaction::txid)
                        .toList()),
                template.coinbaseValueSats());
        return new Job(
                jobRecord,
                times,
                coinbase.extranonce().zeroBytes(),
                template.witnessCommitmentScript().isPresent(),
                transactions.of(template));
    }

    private static void requireUnderstood(List<String> rules) {
        for (String rule : rules) {
            if (rule.startsWith("!") && !UNDERSTOOD_RULES.contains(rule)) {
                throw new IllegalArgumentException(
                        "the node demands rule " + rule + ", which this release does not know");
            }
        }
    }
}
