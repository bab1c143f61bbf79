package neman.bitcoin.sandbox.wallet;

import java.util.List;
import java.util.OptionalInt;
import neman.bitcoin.OutPoint;
import neman.bitcoin.transaction.TransactionOutput;

/**
 * A transaction that wants inputs.
 *
 * @param inputs to be spent in any case
 * @param addInputs whether the wallet may choose more
 * @param changePosition where the change goes among the outputs; empty for the end
 * @param replaceable whether the inputs signal BIP125
 */
public record FundingRequest(
        List<OutPoint> inputs,
        boolean addInputs,
        List<TransactionOutput> outputs,
        int lockTime,
        long feeSatsPerKilobyte,
        int minimumConfirmations,
        byte[] changeScript,
        OptionalInt changePosition,
        boolean replaceable) {}
