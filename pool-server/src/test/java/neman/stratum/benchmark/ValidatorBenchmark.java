package neman.stratum.benchmark;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Target;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import neman.stratum.share.HeaderHasher;
import neman.stratum.share.HeaderSet;
import neman.stratum.share.Refusal;
import neman.stratum.share.ShareFields;
import neman.stratum.share.ShareRules;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** From a submit's fields to a verdict, on a job of a block with 4,000 transactions (12 branches). */
@State(Scope.Thread)
public class ValidatorBenchmark {
    private static final int TRANSACTIONS = 4_000;
    private static final int TIME = 1_760_000_000;

    private final Job job = job();
    private final HeaderHasher hasher = new HeaderHasher();
    private final HeaderSet credited = new HeaderSet();
    private final Target target = new Difficulty(1 << 20).target();
    private int nonce;

    static Job job() {
        List<TemplateTransaction> transactions = new ArrayList<>();
        for (int i = 0; i < TRANSACTIONS; i++) {
            byte[] data = {(byte) i, (byte) (i >> 8)};
            transactions.add(new TemplateTransaction(data, Hash256.ofDoubleSha256(data), 100, 400));
        }
        PayoutAddress pool = PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");
        return new JobFactory(Network.REGTEST, new InstanceIdentity(7, 3), pool, CoinbasePlan.of("/benchmark/"))
                .create(new BlockTemplate(
                        800_000,
                        0x20000000,
                        Hash256.ofDoubleSha256(new byte[] {1}),
                        0x17053894,
                        TIME - 600,
                        TIME,
                        312_500_000L,
                        Optional.of(HexFormat.of().parseHex("6a24aa21a9ed" + "00".repeat(32))),
                        transactions,
                        List.of("csv", "!segwit", "taproot"),
                        Optional.empty()));
    }

    private ShareFields next() {
        return new ShareFields(0x07000001, 42, TIME, ++nonce, job.version());
    }

    /** Coinbase, merkle root and header. */
    @Benchmark
    public long hash() {
        hasher.hash(job, next());
        return hasher.fingerprint();
    }

    /** The same with every rule. */
    @Benchmark
    public Optional<Refusal> judge() {
        hasher.hash(job, next());
        Optional<Refusal> ofFields = ShareRules.judgeFields(job, TIME, TIME, 0, 0x1fffe000);
        return ofFields.isPresent() ? ofFields : ShareRules.judgeHash(hasher, credited, target);
    }
}
