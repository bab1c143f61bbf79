package neman.stratum.session;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The names that were authorized on one connection, by the text that submits will carry: proxies bring many. */
final class AuthorizedWorkers {
    /** With more, an authorize is refused. */
    static final int MAX_WORKERS = 1024;

    private final Map<String, Worker> byUser = new LinkedHashMap<>(2);

    /** Returns false where there is no room; a name that is known stays as it is. */
    boolean add(String user, WorkerName name) {
        if (byUser.containsKey(user)) {
            return true;
        }
        if (byUser.size() == MAX_WORKERS) {
            return false;
        }
        byUser.put(user, new Worker(name));
        return true;
    }

    Optional<Worker> find(String user) {
        return Optional.ofNullable(byUser.get(user));
    }

    boolean isEmpty() {
        return byUser.isEmpty();
    }

    Collection<Worker> all() {
        return byUser.values();
    }
}
