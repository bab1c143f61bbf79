package neman.accounting.transport;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.StaticCredentialsProvider;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a Redis is, who we are there and whom we trust.
 *
 * @param url {@code redis://…}, {@code rediss://…}, {@code redis-sentinel://…} or {@code rediss-sentinel://…}
 * @param password of the data servers
 * @param sentinelPassword of the sentinels, who do not know the data servers'
 * @param tls empty: TLS, where the URL asks for it, trusts the authorities that the JDK trusts
 */
public record RedisAddress(
        String url, Optional<String> password, Optional<String> sentinelPassword, Optional<Tls> tls) {
    /**
     * Files of PEM, read at each connection, so that renewed ones need no restart.
     *
     * @param authority whose signature servers, and sentinels, must have; empty: those that the JDK trusts
     * @param client shown to servers that ask for one
     */
    public record Tls(Optional<Path> authority, Optional<Client> client) {}

    /** @param key PKCS#8, without a password */
    public record Client(Path certificate, Path key) {}

    public static RedisAddress of(String url) {
        return new RedisAddress(url, Optional.empty(), Optional.empty(), Optional.empty());
    }

    RedisURI uri() {
        RedisURI uri = RedisURI.create(url);
        password.map(RedisAddress::credentials).ifPresent(uri::setCredentialsProvider);
        for (RedisURI sentinel : uri.getSentinels()) {
            sentinel.setSsl(uri.isSsl());
            sentinelPassword.map(RedisAddress::credentials).ifPresent(sentinel::setCredentialsProvider);
        }
        return uri;
    }

    private static RedisCredentialsProvider credentials(String password) {
        return new StaticCredentialsProvider(null, password.toCharArray());
    }

    ClientOptions options() {
        ClientOptions.Builder options =
                ClientOptions.builder().disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
        tls.ifPresent(files -> options.sslOptions(sslOptions(files)));
        return options.build();
    }

    private static SslOptions sslOptions(Tls files) {
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
        files.authority().map(Path::toFile).ifPresent(ssl::trustManager);
        files.client()
                .ifPresent(client -> ssl.keyManager(
                        client.certificate().toFile(), client.key().toFile(), new char[0]));
        return ssl.build();
    }

    /** Without passwords: this text may reach a log. */
    @Override
    public String toString() {
        return url;
    }
}
