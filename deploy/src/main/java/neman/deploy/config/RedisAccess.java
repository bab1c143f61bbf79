package neman.deploy.config;

import java.net.URI;
import java.util.Optional;

/** An external Redis: {@code redis://HOST[:PORT][/DATABASE]} or {@code rediss://…}. */
public record RedisAccess(URI url, Optional<String> password) {
    /** Without the password. */
    @Override
    public String toString() {
        return url.toString();
    }
}
