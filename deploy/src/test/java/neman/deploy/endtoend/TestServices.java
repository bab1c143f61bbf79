package neman.deploy.endtoend;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.embedded.RunningServices;

/** The database of a running pool, found the way every other command finds it. */
final class TestServices {
    private static final int CONNECTIONS = 2;

    private TestServices() {}

    static HikariDataSource open(Path dataDirectory) throws Exception {
        RunningServices.Service postgres =
                RunningServices.find(dataDirectory).orElseThrow().services().get("postgres");
        return Databases.open(new PostgresAccess(postgres.url(), postgres.user(), postgres.password()), CONNECTIONS);
    }
}
