package neman.deploy.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration is not usable. Carries all its faults, ordered by line. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /** @param source what the faults' lines count in: the file's path */
    ConfigurationException(String source, List<Fault> faults) {
        super(faults.stream()
                .map(fault -> source + ":" + fault.line() + ": " + fault.message())
                .collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** Where no line can be named: the file itself cannot be read. */
    ConfigurationException(String message) {
        super(message);
        this.faults = List.of();
    }

    public List<Fault> faults() {
        return faults;
    }
}
