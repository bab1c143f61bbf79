package neman.accounting.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * {@code services.json} in the data directory: where the services of the running pool listen, so that other commands can
 * attach to them.
 *
 * @param processId of the pool that owns them
 * @param processStartedAt RFC 3339; with the id it tells that process from a later one of the same number
 * @param services by name: {@code postgres}, {@code redis}, {@code node}
 */
public record RunningServices(long processId, String processStartedAt, Map<String, Service> services) {
    public static final String FILE_NAME = "services.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One service.
     *
     * @param url as its client wants it, without password
     * @param user empty where there is none
     * @param passwordFile a file that holds the password alone, readable by its owner only
     */
    public record Service(String url, String user, String passwordFile) {
        public String password() throws IOException {
            return Files.readString(Path.of(passwordFile)).strip();
        }
    }

    public RunningServices {
        services = Map.copyOf(services);
    }

    /** Writes the file for this process. */
    public static void publish(Path dataDirectory, Map<String, Service> services) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        RunningServices running = new RunningServices(self.pid(), startOf(self), services);
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(running);
        OwnerOnly.write(dataDirectory.resolve(FILE_NAME), text + "\n");
    }

    /** @return the services of a pool that is alive; empty where none runs, also after kill -9 */
    public static Optional<RunningServices> find(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(FILE_NAME);
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        RunningServices running = JSON.readValue(file.toFile(), RunningServices.class);
        return Optional.of(running).filter(RunningServices::isAlive);
    }

    /** Removes the file: the services are about to stop. */
    public static void withdraw(Path dataDirectory) throws IOException {
        Files.deleteIfExists(dataDirectory.resolve(FILE_NAME));
    }

    private boolean isAlive() {
        return ProcessHandle.of(processId)
                .filter(handle -> startOf(handle).equals(processStartedAt))
                .isPresent();
    }

    private static String startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Object::toString).orElse("unknown");
    }
}
