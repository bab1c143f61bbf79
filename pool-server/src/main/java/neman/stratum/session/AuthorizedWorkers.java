package neman.stratum.session;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names that were authorized on one connection, by the text that submits will carry: proxies bring many. */
final class AuthorizedWorkers {
    /** Avalon cuts names to this length, so a submit may carry the beginning of the name that was authorized. */
    static final int CUT_AT_CHARACTERS = 63;

    private final int most;
    private final Map<String, Worker> byUser = new LinkedHashMap<>(2);

    /** @param most names; with more, an authorize is refused */
    AuthorizedWorkers(int most) {
        this.most = most;
    }

    /** Returns false where there is no room; a name that is known stays as it is. */
    boolean add(String user, WorkerName name) {
        if (byUser.containsKey(user)) {
            return true;
        }
        if (byUser.size() == most) {
            return false;
        }
        byUser.put(user, new Worker(name));
        return true;
    }

    Optional<Worker> find(String user) {
        Worker worker = byUser.get(user);
        return worker == null && user.length() == CUT_AT_CHARACTERS ? findCut(user) : Optional.ofNullable(worker);
    }

    private Optional<Worker> findCut(String user) {
        List<Worker> longer = byUser.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(user))
                .map(Map.Entry::getValue)
                .limit(2)
                .toList();
        return longer.size() == 1 ? Optional.of(longer.get(0)) : Optional.empty();
    }

    boolean isEmpty() {
        return byUser.isEmpty();
    }

    Collection<Worker> all() {
        return byUser.values();
    }
}
