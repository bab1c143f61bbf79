package neman.bitcoin.sandbox.chain;

import java.util.Optional;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionOutput;

/** What the mempool asks beyond consensus, after Bitcoin Core's defaults ({@code policy/policy.h}). */
public final class MempoolPolicy {
    /** Satoshis per 1,000 virtual bytes. */
    public static final long MIN_RELAY_FEE_SATS_PER_KVB = 100;

    static final int MAX_TRANSACTIONS = 50_000;

    private static final long DUST_RELAY_FEE_SATS_PER_KVB = 3_000;
    private static final int MAX_STANDARD_WEIGHT = 400_000;
    private static final int MIN_STANDARD_SIZE = 65;
    private static final int HIGHEST_STANDARD_VERSION = 3;
    private static final int OP_RETURN = 0x6a;

    private MempoolPolicy() {}

    static Optional<Refusal> checkStandard(Transaction transaction) {
        if (transaction.version() < 1 || transaction.version() > HIGHEST_STANDARD_VERSION) {
            return Optional.of(Refusal.NON_STANDARD_VERSION);
        }
        if (transaction.weight() > MAX_STANDARD_WEIGHT) {
            return Optional.of(Refusal.NON_STANDARD_SIZE);
        }
        boolean small = transaction.sizeWithoutWitness() < MIN_STANDARD_SIZE;
        return transaction.outputs().stream()
                .flatMap(output -> checkOutput(output).stream())
                .findFirst()
                .or(() -> small ? Optional.of(Refusal.SIZE_SMALL) : Optional.empty());
    }

    private static Optional<Refusal> checkOutput(TransactionOutput output) {
        if (ScriptType.of(output.script()) == ScriptType.NONSTANDARD) {
            return Optional.of(Refusal.NON_STANDARD_OUTPUT);
        }
        return output.valueSats() < dustLimitSats(output.script()) ? Optional.of(Refusal.DUST) : Optional.empty();
    }

    /** The least that an output with this script may carry: three times what it costs to spend it at 1 sat/vB. */
    public static long dustLimitSats(byte[] script) {
        if (script.length > 0 && script[0] == OP_RETURN) {
            return 0;
        }
        int spendingBytes = ScriptType.of(script).isWitness() ? 67 : 148;
        int outputBytes = 8 + 1 + script.length;
        return feeSats(DUST_RELAY_FEE_SATS_PER_KVB, outputBytes + spendingBytes);
    }

    /** Rounded up. */
    public static long feeSats(long satsPerKilobyte, long virtualBytes) {
        return (satsPerKilobyte * virtualBytes + 999) / 1000;
    }
}
