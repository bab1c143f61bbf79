package neman.bitcoin.sandbox.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.sandbox.chain.ScriptType;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptException;

/** The object {@code scriptPubKey} of Bitcoin Core's answers. */
final class ScriptJson {
    private ScriptJson() {}

    static ObjectNode of(byte[] script) {
        Optional<PayoutAddress> address = address(script);
        String hex = Json.hex(script);
        ObjectNode json = Json.object().put("asm", ScriptAssembly.of(script));
        json.put(
                "desc",
                Descriptor.withChecksum(
                        address.map(text -> "addr(" + text + ")").orElse("raw(" + hex + ")")));
        json.put("hex", hex);
        address.ifPresent(text -> json.put("address", text.toString()));
        return json.put("type", ScriptType.of(script).coreName());
    }

    /** The address whose output script this is; empty where there is none. */
    static Optional<PayoutAddress> address(byte[] script) {
        if (ScriptType.of(script) == ScriptType.NULL_DATA || ScriptType.of(script) == ScriptType.NONSTANDARD) {
            return Optional.empty();
        }
        try {
            String text =
                    Script.parse(script).getToAddress(BitcoinNetwork.REGTEST).toString();
            return Optional.of(PayoutAddress.parse(Network.SANDBOX, text));
        } catch (ScriptException | IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
