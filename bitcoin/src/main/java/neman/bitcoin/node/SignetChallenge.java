package neman.bitcoin.node;

import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptChunk;
import org.bitcoinj.script.ScriptException;
import org.bitcoinj.script.ScriptOpCodes;

/** Whether anybody may mine on a signet (BIP325). */
final class SignetChallenge {
    private SignetChallenge() {}

    /**
     * Whether a block needs no solution: the script must be true with nothing before it. Other challenges ask for a signature
     * over each block's merkle root, so over each extranonce, which no miner could give.
     *
     * <p>Said of scripts that do nothing but push and leave something true, as {@code OP_TRUE} does, and that are no witness
     * program. Scripts that compute are taken for ones that need a solution.
     */
    static boolean takesAnEmptySolution(byte[] challenge) {
        Script script;
        try {
            script = Script.parse(challenge);
        } catch (ScriptException | IllegalArgumentException e) {
            return false;
        }
        if (script.chunks().isEmpty() || isWitnessProgram(challenge)) {
            return false;
        }
        ScriptChunk last = script.chunks().get(script.chunks().size() - 1);
        return script.chunks().stream().allMatch(ScriptChunk::isPushData) && isTrue(last);
    }

    /** A version and one push of 2 to 40 bytes (BIP141): its truth is in the witness. */
    private static boolean isWitnessProgram(byte[] script) {
        boolean version = script[0] == ScriptOpCodes.OP_0
                || (script[0] >= ScriptOpCodes.OP_1 && script[0] <= ScriptOpCodes.OP_16);
        return version && script.length >= 4 && script.length <= 42 && script[1] == script.length - 2;
    }

    /** Everything but zero and negative zero. */
    private static boolean isTrue(ScriptChunk push) {
        if (push.data == null) {
            return push.opcode != ScriptOpCodes.OP_0;
        }
        for (int i = 0; i < push.data.length; i++) {
            boolean sign = i == push.data.length - 1 && push.data[i] == (byte) 0x80;
            if (push.data[i] != 0 && !sign) {
                return true;
            }
        }
        return false;
    }
}
