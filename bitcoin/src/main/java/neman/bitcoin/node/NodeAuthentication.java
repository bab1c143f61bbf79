package neman.bitcoin.node;

import java.nio.file.Path;

/** How the node knows us. Neither form prints its secret. */
public sealed interface NodeAuthentication {
    /** {@code rpcuser} and {@code rpcpassword}, or one of {@code rpcauth}. */
    record Password(String user, String password) implements NodeAuthentication {
        @Override
        public String toString() {
            return "user " + user;
        }
    }

    /** The file that the node writes anew at each of its starts; read again after a 401. */
    record CookieFile(Path path) implements NodeAuthentication {}
}
