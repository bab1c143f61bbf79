package neman.deploy.config;

import java.util.Optional;

/**
 * An external PostgreSQL.
 *
 * @param user works; where no owner is named he also migrates, and owns the schemas {@code accounting} and {@code ledger} or may
 *     create them
 * @param owner migrates, and does nothing else
 */
public record PostgresAccess(
        String jdbcUrl, String user, Optional<String> password, Optional<PostgresAccess.Owner> owner) {
    /** Whose the schemas are. Not for a log. */
    public record Owner(String user, Optional<String> password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
