package neman.bitcoin.psbt;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.transaction.TransactionOutput;
import neman.bitcoin.transaction.WitnessSignatureHash;
import org.bitcoinj.crypto.internal.CryptoUtils;

/** Turns signatures into final witnesses (BIP174's input finalizer) for P2WPKH; other inputs stay as they are. */
public final class PsbtFinalizer {
    private PsbtFinalizer() {}

    public static Psbt finalizeInputs(Psbt psbt) {
        Psbt result = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            PsbtInput input = psbt.inputs().get(i);
            Optional<List<byte[]>> witness =
                    input.isFinal() ? Optional.empty() : psbt.spentOutput(i).flatMap(spent -> witness(input, spent));
            if (witness.isPresent()) {
                result = result.withInput(i, input.withFinalWitness(witness.get()));
            }
        }
        return result;
    }

    private static Optional<List<byte[]>> witness(PsbtInput input, TransactionOutput spent) {
        return WitnessSignatureHash.keyHashOf(spent.script()).flatMap(keyHash -> witness(input, keyHash));
    }

    /** Signature and key, where one of the signatures is by the key of this hash. */
    private static Optional<List<byte[]>> witness(PsbtInput input, byte[] keyHash) {
        return input.partialSignatures().entrySet().stream()
                .map(signature -> List.of(signature.getValue(), HexFormat.of().parseHex(signature.getKey())))
                .filter(stack -> Arrays.equals(CryptoUtils.sha256hash160(stack.get(1)), keyHash))
                .findFirst();
    }
}
