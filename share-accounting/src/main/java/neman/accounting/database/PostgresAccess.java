package neman.accounting.database;

/**
 * Where a PostgreSQL database is and who we are there.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 */
public record PostgresAccess(String url, String user, String password) {
    /** Without the password: this text may reach a log. */
    @Override
    public String toString() {
        return user + " at " + url;
    }
}
