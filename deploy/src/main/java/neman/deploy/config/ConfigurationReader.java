package neman.deploy.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads one configuration, from its text to a {@link PoolConfiguration} or the list of all its faults. */
public final class ConfigurationReader {
    /** The name of a configuration that lies in the data directory it is for. */
    public static final String FILE_IN_DATA = "pool.yaml";

    /** Far above any sensible file; a bound, because the parser builds it all in memory. */
    private static final int MAX_FILE_BYTES = 1 << 20;

    private final String source;
    private final Path directory;
    private final Environment environment;
    private final Set<String> keysRead = new LinkedHashSet<>();

    /**
     * @param source names the text in messages
     * @param directory against which relative paths are taken; absolute
     */
    ConfigurationReader(String source, Path directory, Environment environment) {
        this.source = source;
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Relative paths in the file are taken from the directory that it lies in.
     *
     * @param variables of the environment, for {@code ${NAME}}
     * @throws ConfigurationException with everything that is wrong with the file
     */
    public static PoolConfiguration readFile(Path file, Map<String, String> variables) throws ConfigurationException {
        Path directory = file.toAbsolutePath().normalize().getParent();
        return new ConfigurationReader(file.toString(), directory, new Environment(variables)).read(textOf(file));
    }

    /** What runs in a directory: by the {@link #FILE_IN_DATA} that stands in it, as a demo's does, else {@link #defaults}. */
    public static PoolConfiguration inDirectory(Path dataDirectory) throws ConfigurationException {
        Path file = dataDirectory.resolve(FILE_IN_DATA);
        return Files.exists(file) ? readFile(file, System.getenv()) : defaults(dataDirectory);
    }

    /** What runs where no file is named: the sandbox chain and embedded services in {@code dataDirectory}. */
    public static PoolConfiguration defaults(Path dataDirectory) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        try {
            return new ConfigurationReader("defaults", data, new Environment(Map.of())).read("data: .");
        } catch (ConfigurationException e) {
            throw new IllegalStateException("the defaults contradict each other", e);
        }
    }

    private static String textOf(Path file) throws ConfigurationException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ConfigurationException(file + " is no configuration: it is longer than a mebibyte");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("there is no configuration file " + file);
        } catch (AccessDeniedException e) {
            throw new ConfigurationException("this user may not read the configuration file " + file);
        } catch (MalformedInputException e) {
            throw new ConfigurationException("the configuration file " + file + " is not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigurationException("cannot read the configuration file " + file + ": " + e.getMessage());
        }
    }

    PoolConfiguration read(String text) throws ConfigurationException {
        Faults faults = new Faults();
        Optional<Node> root = compose(text, faults);
        faults.throwIfAny(source);
        Section file = new Section("", 1, root, new Section.Document(environment, directory, faults, keysRead));
        PoolConfiguration configuration = new PoolSections(file).read();
        faults.throwIfAny(source);
        return configuration;
    }

    /** Every key that this version understands, as dotted paths; complete after a {@link #read}. For the reference's test. */
    Set<String> keysRead() {
        return keysRead;
    }

    private static Optional<Node> compose(String text, Faults faults) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_FILE_BYTES);
        try {
            return Optional.ofNullable(new Yaml(options).compose(new StringReader(text)));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            faults.add(line, "not YAML: " + e.getProblem() + remedyOf(e.getProblem()));
        } catch (YAMLException e) {
            faults.add(1, "not YAML: " + e.getMessage().lines().findFirst().orElse("unreadable"));
        }
        return Optional.empty();
    }

    /** The one mistake here that does not look like one: a list in brackets takes no word that begins with a colon. */
    private static String remedyOf(String problem) {
        return problem.endsWith("but found ':'") ? "; an IPv6 address in brackets needs quotes: \"::1/128\"" : "";
    }
}
