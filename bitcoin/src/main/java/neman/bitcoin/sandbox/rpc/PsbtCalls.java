package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.psbt.Psbt;
import neman.bitcoin.psbt.PsbtFinalizer;
import neman.bitcoin.sandbox.state.SandboxState;
import neman.bitcoin.sandbox.wallet.FundedTransaction;
import neman.bitcoin.sandbox.wallet.FundingRequest;
import neman.bitcoin.sandbox.wallet.PsbtSigner;
import neman.bitcoin.sandbox.wallet.TransactionFunding;
import neman.bitcoin.transaction.MalformedBytesException;
import neman.bitcoin.transaction.Transaction;

/** From outputs to a signed transaction, step by step. None of these calls broadcasts. */
final class PsbtCalls {
    private static final List<String> SIGHASH_TYPES = List.of("DEFAULT", "ALL");

    private final SandboxState state;

    PsbtCalls(SandboxState state) {
        this.state = state;
    }

    void register(RpcMethods methods) {
        methods.add(
                        "walletcreatefundedpsbt",
                        this::createFunded,
                        "inputs",
                        "outputs",
                        "locktime",
                        "options",
                        "bip32derivs",
                        "version")
                .add("walletprocesspsbt", this::process, "psbt", "sign", "sighashtype", "bip32derivs", "finalize")
                .add("finalizepsbt", this::finish, "psbt", "extract")
                .add("decodepsbt", parameters -> PsbtJson.decoded(read(parameters)), "psbt");
    }

    private JsonNode createFunded(RpcParameters parameters) {
        FundingRequest request = FundingParameters.read(parameters, state.wallet());
        FundedTransaction funded = new TransactionFunding(state.wallet(), request)
                .fund()
                .orElseThrow(() -> new RpcError(RpcError.WALLET, "Insufficient funds"));
        if (FundingParameters.locksInputs(parameters)) {
            funded.unsigned().inputs().forEach(input -> state.lockCoin(input.previousOutput(), false));
        }
        Psbt psbt = new PsbtSigner(state.wallet()).update(Psbt.create(funded.unsigned()));
        ObjectNode json = Json.object().put("psbt", psbt.toBase64());
        json.set("fee", Json.amount(funded.feeSats()));
        return json.put("changepos", funded.changePosition().orElse(-1));
    }

    private JsonNode process(RpcParameters parameters) {
        String type = parameters.optionalText("sighashtype").orElse("DEFAULT");
        if (!SIGHASH_TYPES.contains(type)) {
            throw new RpcError(RpcError.INVALID_PARAMETER, "'" + type + "' is not a valid sighash parameter.");
        }
        PsbtSigner signer = new PsbtSigner(state.wallet());
        Psbt psbt = signer.update(read(parameters));
        if (parameters.bool("sign", true)) {
            psbt = signer.sign(psbt);
        }
        if (parameters.bool("finalize", true)) {
            psbt = PsbtFinalizer.finalizeInputs(psbt);
        }
        ObjectNode json = Json.object().put("psbt", psbt.toBase64()).put("complete", psbt.isComplete());
        psbt.extract().ifPresent(transaction -> json.put("hex", Json.hex(transaction.toBytes())));
        return json;
    }

    private JsonNode finish(RpcParameters parameters) {
        Psbt psbt = PsbtFinalizer.finalizeInputs(read(parameters));
        Optional<Transaction> extracted = parameters.bool("extract", true) ? psbt.extract() : Optional.empty();
        ObjectNode json = Json.object();
        extracted.ifPresentOrElse(
                transaction -> json.put("hex", Json.hex(transaction.toBytes())),
                () -> json.put("psbt", psbt.toBase64()));
        return json.put("complete", psbt.isComplete());
    }

    private static Psbt read(RpcParameters parameters) {
        try {
            return Psbt.parseBase64(parameters.text("psbt"));
        } catch (MalformedBytesException e) {
            throw new RpcError(RpcError.DESERIALIZATION, "TX decode failed " + e.getMessage());
        }
    }
}
