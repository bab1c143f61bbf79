package neman.deploy.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import neman.stratum.transport.TlsFiles;

/**
 * An external Redis.
 *
 * @param url {@code redis://HOST[:PORT][/DATABASE]} or {@code redis-sentinel://…}; with TLS {@code rediss://…} or
 *     {@code rediss-sentinel://…}
 * @param password of the data servers
 * @param sentinelPassword only with sentinels
 * @param tls only with TLS; empty: the authorities that the JDK trusts, and no certificate of our own
 */
public record RedisAccess(URI url, Optional<String> password, Optional<String> sentinelPassword, Optional<Tls> tls) {
    public RedisAccess(URI url, Optional<String> password) {
        this(url, password, Optional.empty(), Optional.empty());
    }

    /**
     * @param authority whose signature the servers must have
     * @param client shown to servers that ask for a certificate
     */
    public record Tls(Optional<Path> authority, Optional<TlsFiles> client) {}

    /** Without the password. */
    @Override
    public String toString() {
        return url.toString();
    }
}
