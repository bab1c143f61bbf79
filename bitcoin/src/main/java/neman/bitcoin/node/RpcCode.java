package neman.bitcoin.node;

/** Error codes of Bitcoin Core's {@code rpc/protocol.h} that mean something to us. */
final class RpcCode {
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_ADDRESS_OR_KEY = -5;
    static final int INVALID_PARAMETER = -8;
    static final int DESERIALIZATION_ERROR = -22;
    static final int VERIFY_ERROR = -25;
    static final int VERIFY_REJECTED = -26;
    static final int VERIFY_ALREADY_IN_UTXO_SET = -27;

    private RpcCode() {}
}
