package neman.deploy.config;

import java.util.Optional;

/** An external PostgreSQL. The user owns the schemas {@code accounting} and {@code ledger} or may create them. */
public record PostgresAccess(String jdbcUrl, String user, Optional<String> password) {
    /** Without the password. */
    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
