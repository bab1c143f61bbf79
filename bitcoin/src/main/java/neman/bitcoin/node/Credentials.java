package neman.bitcoin.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The {@code Authorization} header for a node: from the configuration, or from the cookie that the node writes. */
final class Credentials {
    private static final int MAX_COOKIE_BYTES = 1024;

    private final NodeAuthentication authentication;
    private volatile String header;

    Credentials(NodeAuthentication authentication) {
        this.authentication = authentication;
    }

    String header() throws NodeException {
        String known = header;
        return known != null ? known : refreshed();
    }

    /** Reads the cookie anew: a node that was started again has written another. */
    String refreshed() throws NodeException {
        String secret = authentication instanceof NodeAuthentication.CookieFile cookie
                ? readCookie(cookie.path())
                : secret((NodeAuthentication.Password) authentication);
        header = "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        return header;
    }

    private static String secret(NodeAuthentication.Password password) {
        return password.user() + ":" + password.password();
    }

    private static String readCookie(Path path) throws NodeException {
        try {
            if (Files.size(path) > MAX_COOKIE_BYTES) {
                throw new NodeException("the cookie file " + path + " is not one of a Bitcoin node: it is too large");
            }
            return Files.readString(path).strip();
        } catch (NodeException e) {
            throw e;
        } catch (IOException e) {
            throw new NodeException("the node's cookie file " + path + " cannot be read; is the node running?", e);
        }
    }
}
