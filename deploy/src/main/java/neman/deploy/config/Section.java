package neman.deploy.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of the file. Whoever reads a key declares it known by that; {@link #finish} refuses what nobody read.
 *
 * <p>A value that cannot be read adds a fault and gives the default, so that reading goes on to the next fault; the
 * caller throws at the end.
 */
final class Section {
    private final String path;
    private final int line;
    private final Document document;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> unsupported = new LinkedHashSet<>();

    /**
     * What all sections of one file share.
     *
     * @param directory against which relative paths are taken
     */
    record Document(Environment environment, Path directory, Faults faults, Set<String> keysRead) {}

    /**
     * @param path of the section, empty for the whole file, else ending in a point
     * @param node an absent one reads like an empty mapping
     */
    Section(String path, int line, Optional<Node> node, Document document) {
        this.path = path;
        this.line = line;
        this.document = document;
        node.filter(present -> !isNothing(present)).ifPresent(this::collect);
    }

    private static boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    private void collect(Node node) {
        if (!(node instanceof MappingNode mapping)) {
            fault(line, what() + " must be a mapping of keys to values");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                fault(lineOf(tuple.getKeyNode()), what() + " has a key that is not a word");
            } else if (entries.putIfAbsent(key.getValue(), tuple) != null) {
                fault(lineOf(key), path + key.getValue() + " stands here for the second time");
            }
        }
    }

    private String what() {
        return path.isEmpty() ? "the configuration" : path.substring(0, path.length() - 1);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** The line of a key, or of the section where the key is absent. */
    int line(String key) {
        NodeTuple tuple = entries.get(key);
        return tuple == null ? line : lineOf(tuple.getKeyNode());
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    void fault(int atLine, String message) {
        document.faults().add(atLine, message);
    }

    /** About one key: at its line, naming it. */
    void fault(String key, String message) {
        fault(line(key), path + key + ": " + message);
    }

    /** @param parse throws IllegalArgumentException with a sentence for a value that it refuses */
    <T> Optional<T> optional(String key, Function<String, T> parse) {
        return node(key).flatMap(node -> parsed(key, node, parse));
    }

    <T> T value(String key, T otherwise, Function<String, T> parse) {
        return optional(key, parse).orElse(otherwise);
    }

    /** Like {@link #optional}, but absence is a fault. */
    <T> Optional<T> required(String key, Function<String, T> parse) {
        Optional<T> value = optional(key, parse);
        if (!has(key)) {
            fault(line, path + key + " is missing");
        }
        return value;
    }

    /** The single values of a list, in order; none where the key is absent or the list empty. */
    <T> List<T> values(String key, Function<String, T> parse) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof SequenceNode sequence)) {
            fault(key, "must be a list in square brackets, or with a hyphen before each item");
            return List.of();
        }
        return sequence.getValue().stream()
                .flatMap(item -> parsed(key, item, parse).stream())
                .toList();
    }

    private <T> Optional<T> parsed(String key, Node node, Function<String, T> parse) {
        if (!(node instanceof ScalarNode scalar)) {
            fault(key, "must be a single value");
            return Optional.empty();
        }
        if (isNothing(node) || scalar.getValue().isEmpty()) {
            fault(key, "has no value");
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(document.environment().expand(scalar.getValue())));
        } catch (IllegalArgumentException e) {
            fault(lineOf(node), path + key + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A path, made absolute from the file's own directory. */
    Optional<Path> path(String key) {
        return optional(key, this::resolve);
    }

    Path resolve(String text) {
        try {
            return document.directory().resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason(), e);
        }
    }

    /** The value of {@code password}, or what the file named by {@code password-file} holds in its only line. */
    Optional<String> password() {
        return password("password");
    }

    /** As {@link #password()}, of another name. */
    Optional<String> password(String key) {
        return secret(key, text -> text);
    }

    /** The value of {@code key}, or what the file named by {@code key-file} holds in its only line. */
    <T> Optional<T> secret(String key, Function<String, T> parser) {
        String fileKey = key + "-file";
        Optional<T> inline = optional(key, parser);
        Optional<T> fromFile = optional(fileKey, text -> parser.apply(onlyLine(key, resolve(text))));
        if (has(key) && has(fileKey)) {
            fault(fileKey, "only one of " + key + " and " + fileKey + " can hold");
        }
        return inline.or(() -> fromFile);
    }

    private static String onlyLine(String key, Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != 1 || lines.get(0).isBlank()) {
                throw new IllegalArgumentException(file + " must hold the " + key + " in one line and nothing else");
            }
            return lines.get(0);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ", does it exist and is it this user's?", e);
        }
    }

    /** Whether the key holds one plain value, as against a mapping or a list. Absent keys do not. */
    boolean isScalar(String key) {
        return node(key).filter(ScalarNode.class::isInstance).isPresent();
    }

    Section section(String key) {
        return new Section(path + key + ".", line(key), node(key), document);
    }

    /** The mappings of a list, in order; none where the key is absent, but a list that is there must not be empty. */
    List<Section> list(String key) {
        return items(key).stream()
                .map(item -> new Section(path + key + "[].", lineOf(item), Optional.of(item), document))
                .toList();
    }

    private List<Node> items(String key) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof SequenceNode sequence)
                || sequence.getValue().isEmpty()) {
            fault(key, "must be a list with at least one item, each after a hyphen");
            return List.of();
        }
        return sequence.getValue();
    }

    /** Keys that the design names but this version does not honour: refused with a word of their own. */
    void unsupported(String... keys) {
        unsupported.addAll(List.of(keys));
    }

    /** Refuses every key that was not read. To be called when all have been. */
    void finish() {
        for (String key : entries.keySet()) {
            if (unsupported.contains(key)) {
                fault(key, "not supported by this version");
            } else if (!known.contains(key)) {
                String suggestion = NearestWord.of(key, known)
                        .map(word -> "; did you mean '" + word + "'?")
                        .orElse("; known here: " + String.join(", ", known));
                fault(line(key), "unknown key '" + path + key + "'" + suggestion);
            }
        }
    }

    private Optional<Node> node(String key) {
        known.add(key);
        document.keysRead().add(path + key);
        return Optional.ofNullable(entries.get(key)).map(NodeTuple::getValueNode);
    }
}
