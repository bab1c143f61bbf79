package neman.bitcoin.node;

/** The node understood the call and refused it with an error object. */
public final class RpcErrorException extends NodeException {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String nodeMessage;

    /** @param code as in Bitcoin Core's {@code rpc/protocol.h}, for instance −5 for an unknown block or transaction */
    public RpcErrorException(String method, int code, String message) {
        super(method + " was refused by the node: " + message + " (code " + code + ")");
        this.code = code;
        this.nodeMessage = message;
    }

    public int code() {
        return code;
    }

    /** The node's own words, without ours around them. */
    public String nodeMessage() {
        return nodeMessage;
    }
}
