package neman.bitcoin.sandbox.chain;

/** The standard output scripts, with the names that Bitcoin Core's answers use. */
public enum ScriptType {
    WITNESS_KEY_HASH("witness_v0_keyhash"),
    WITNESS_SCRIPT_HASH("witness_v0_scripthash"),
    TAPROOT("witness_v1_taproot"),
    KEY_HASH("pubkeyhash"),
    SCRIPT_HASH("scripthash"),
    NULL_DATA("nulldata"),
    NONSTANDARD("nonstandard");

    private static final int OP_0 = 0x00;
    private static final int OP_1 = 0x51;
    private static final int OP_RETURN = 0x6a;
    private static final int OP_DUP = 0x76;
    private static final int OP_EQUAL = 0x87;
    private static final int OP_CHECKSIG = 0xac;
    private static final int OP_HASH160 = 0xa9;

    private final String coreName;

    ScriptType(String coreName) {
        this.coreName = coreName;
    }

    public static ScriptType of(byte[] script) {
        if (script.length == 22 && at(script, 0) == OP_0 && at(script, 1) == 20) {
            return WITNESS_KEY_HASH;
        }
        if (script.length == 34 && at(script, 1) == 32) {
            return at(script, 0) == OP_0 ? WITNESS_SCRIPT_HASH : at(script, 0) == OP_1 ? TAPROOT : NONSTANDARD;
        }
        if (script.length == 25 && at(script, 0) == OP_DUP && at(script, 1) == OP_HASH160 && at(script, 2) == 20) {
            return at(script, 24) == OP_CHECKSIG ? KEY_HASH : NONSTANDARD;
        }
        if (script.length == 23 && at(script, 0) == OP_HASH160 && at(script, 1) == 20) {
            return at(script, 22) == OP_EQUAL ? SCRIPT_HASH : NONSTANDARD;
        }
        return script.length > 0 && at(script, 0) == OP_RETURN ? NULL_DATA : NONSTANDARD;
    }

    private static int at(byte[] script, int index) {
        return Byte.toUnsignedInt(script[index]);
    }

    public String coreName() {
        return coreName;
    }

    public boolean isWitness() {
        return this == WITNESS_KEY_HASH || this == WITNESS_SCRIPT_HASH || this == TAPROOT;
    }
}
