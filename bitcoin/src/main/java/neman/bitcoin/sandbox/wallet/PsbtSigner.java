package neman.bitcoin.sandbox.wallet;

import java.util.Arrays;
import java.util.Optional;
import neman.bitcoin.OutPoint;
import neman.bitcoin.psbt.Psbt;
import neman.bitcoin.psbt.PsbtInput;
import neman.bitcoin.transaction.TransactionOutput;
import neman.bitcoin.transaction.WitnessSignatureHash;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.crypto.ECKey;

/** Completes and signs the wallet's inputs of a PSBT, with SIGHASH_ALL and RFC 6979's nonces: the same each time. */
public final class PsbtSigner {
    private final Wallet wallet;

    public PsbtSigner(Wallet wallet) {
        this.wallet = wallet;
    }

    /** Adds what is known about the wallet's own inputs (BIP174's updater). */
    public Psbt update(Psbt psbt) {
        Psbt result = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            PsbtInput input = psbt.inputs().get(i);
            Optional<PsbtInput> completed = input.isFinal()
                    ? Optional.empty()
                    : psbt.unsignedTransaction().inputs().get(i).spends().flatMap(spent -> withOwnUtxo(input, spent));
            if (completed.isPresent()) {
                result = result.withInput(i, completed.get());
            }
        }
        return result;
    }

    private Optional<PsbtInput> withOwnUtxo(PsbtInput input, OutPoint spent) {
        return wallet.ownOutput(spent).flatMap(output -> wallet.transaction(spent.txid())
                .map(creator -> input.withUtxo(creator.transaction(), output)));
    }

    /** Signs each input that spends an output of the wallet and wants no other hash type than ALL. */
    public Psbt sign(Psbt psbt) {
        Psbt result = psbt;
        for (int i = 0; i < psbt.inputs().size(); i++) {
            PsbtInput input = psbt.inputs().get(i);
            Optional<TransactionOutput> spent = psbt.spentOutput(i);
            Optional<WalletKey> key = spent.flatMap(output -> wallet.keys().ofScript(output.script()));
            boolean wanted = !input.isFinal()
                    && input.sighashType().orElse(WitnessSignatureHash.ALL) == WitnessSignatureHash.ALL;
            if (key.isPresent() && wanted) {
                byte[] signature = signature(psbt, i, spent.get(), key.get().key());
                result = result.withInput(i, input.withSignature(key.get().publicKey(), signature));
            }
        }
        return result;
    }

    private static byte[] signature(Psbt psbt, int index, TransactionOutput spent, ECKey key) {
        byte[] scriptCode = WitnessSignatureHash.scriptCodeOfKeyHash(key.getPubKeyHash());
        byte[] digest = WitnessSignatureHash.digest(
                psbt.unsignedTransaction(), index, scriptCode, spent.valueSats(), WitnessSignatureHash.ALL);
        byte[] der = key.sign(Sha256Hash.wrap(digest)).encodeToDER();
        byte[] withType = Arrays.copyOf(der, der.length + 1);
        withType[der.length] = WitnessSignatureHash.ALL;
        return withType;
    }
}
