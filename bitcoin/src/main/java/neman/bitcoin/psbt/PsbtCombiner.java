package neman.bitcoin.psbt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import neman.bitcoin.transaction.MalformedBytesException;

/**
 * Puts together what several signers added to one PSBT (BIP174's combiner).
 *
 * <p>The rule where both have one key: a later signature or final script takes the place of the earlier one, since a signer who
 * erred must be able to sign again; anything else that differs is a contradiction and refused. Signatures are not verified here.
 */
public final class PsbtCombiner {
    private PsbtCombiner() {}

    /**
     * @param later whose signatures count where both have one by the same key
     * @throws MalformedBytesException where they are not about the same transaction, or contradict each other
     */
    public static Psbt combine(Psbt earlier, Psbt later) {
        byte[] transaction = earlier.unsignedTransaction().toBytesWithoutWitness();
        if (!Arrays.equals(transaction, later.unsignedTransaction().toBytesWithoutWitness())) {
            throw new MalformedBytesException("the PSBTs are of two transactions");
        }
        List<PsbtInput> inputs = new ArrayList<>();
        for (int i = 0; i < earlier.inputs().size(); i++) {
            inputs.add(new PsbtInput(
                    later.inputs().get(i).map().over(earlier.inputs().get(i).map(), PsbtCombiner::isSignature)));
        }
        List<PsbtMap> outputs = new ArrayList<>();
        for (int i = 0; i < earlier.outputs().size(); i++) {
            outputs.add(later.outputs().get(i).over(earlier.outputs().get(i), type -> false));
        }
        PsbtMap globals = later.globals().over(earlier.globals(), type -> false);
        return earlier.withMaps(globals, inputs, outputs);
    }

    private static boolean isSignature(int inputType) {
        return inputType == PsbtInput.PARTIAL_SIGNATURE
                || inputType == PsbtInput.FINAL_SCRIPT_SIG
                || inputType == PsbtInput.FINAL_SCRIPT_WITNESS;
    }
}
