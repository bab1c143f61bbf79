package neman.bitcoin.sandbox.rpc;

/** A call is refused with an error object: Bitcoin Core's codes ({@code rpc/protocol.h}). */
final class RpcError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int MISC = -1;
    static final int TYPE = -3;
    static final int WALLET = -4;
    static final int INVALID_ADDRESS_OR_KEY = -5;
    static final int INVALID_PARAMETER = -8;
    static final int WALLET_NOT_FOUND = -18;
    static final int DATABASE = -20;
    static final int DESERIALIZATION = -22;
    static final int VERIFY = -25;
    static final int VERIFY_REJECTED = -26;
    static final int VERIFY_ALREADY_IN_UTXO_SET = -27;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int PARSE = -32700;

    private final int code;

    RpcError(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
