package neman.bitcoin.sandbox.rpc;

import neman.bitcoin.sandbox.state.SandboxState;

/** Every call that the node answers. */
final class AllCalls {
    static final String WALLET_NAME = "pool";

    private AllCalls() {}

    static RpcMethods of(SandboxState state) {
        RpcMethods methods = new RpcMethods();
        new ChainCalls(state).register(methods);
        new MiningCalls(state).register(methods);
        new TransactionCalls(state).register(methods);
        new MempoolCalls(state).register(methods);
        new WalletCalls(state).register(methods);
        new WalletTransactionCalls(state).register(methods);
        new LockCalls(state).register(methods);
        new PsbtCalls(state).register(methods);
        return methods;
    }
}
