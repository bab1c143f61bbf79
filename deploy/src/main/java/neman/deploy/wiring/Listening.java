package neman.deploy.wiring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.Set;
import neman.deploy.config.PoolConfiguration;
import neman.deploy.config.StratumPort;

/**
 * Tries the configured ports before anything slow is started, so that a taken one is reported at once. Who takes it in the
 * meantime is met by the real bind.
 */
final class Listening {
    private Listening() {}

    /** @throws PoolException naming the key and the address that cannot be listened on */
    static void requireFree(PoolConfiguration configuration, Set<Role> roles) throws PoolException {
        if (roles.contains(Role.STRATUM)) {
            for (StratumPort port : configuration.stratum()) {
                require("stratum", port.listen());
            }
        }
        if (roles.contains(Role.CONSOLE)) {
            require("http.listen", configuration.httpListen());
        }
    }

    private static void require(String key, InetSocketAddress listen) throws PoolException {
        Optional<String> problem = problem(key, listen);
        if (problem.isPresent()) {
            throw new PoolException(problem.get());
        }
    }

    /** Empty where the address can be listened on. */
    static Optional<String> problem(String key, InetSocketAddress listen) {
        String shown = shown(listen);
        InetSocketAddress resolved = resolve(listen);
        if (resolved.isUnresolved()) {
            return Optional.of(key + ": the host of " + shown + " is not known; name an address of this machine");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(resolved);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(key + ": cannot listen on " + shown + " (" + e.getMessage()
                    + "); is another program listening there? Stop it or choose another port");
        }
    }

    static InetSocketAddress resolve(InetSocketAddress listen) {
        return new InetSocketAddress(listen.getHostString(), listen.getPort());
    }

    static String shown(InetSocketAddress listen) {
        String host = listen.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + listen.getPort();
    }
}
