package neman.deploy.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong while a file is read, so that one run shows all of it. Not thread-safe. */
final class Faults {
    private final List<Fault> found = new ArrayList<>();

    void add(int line, String message) {
        found.add(new Fault(line, message));
    }

    /** @throws ConfigurationException if anything was added */
    void throwIfAny(String source) throws ConfigurationException {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparingInt(Fault::line));
            throw new ConfigurationException(source, found);
        }
    }
}
