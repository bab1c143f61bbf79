package neman.accounting.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of one instance: {@code <journal as 16 hex digits>.journal}, in the order of their numbers. */
final class JournalDirectory {
    private static final Pattern NAME = Pattern.compile("[0-7][0-9a-f]{15}\\.journal");
    private static final int DIGITS = 16;

    private final Path path;

    JournalDirectory(Path path) {
        this.path = path;
    }

    Path file(long journal) {
        return path.resolve(String.format("%016x.journal", journal));
    }

    /** The numbers of all files there are, ascending. */
    List<Long> journals() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(JournalDirectory::journalOf)
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
        }
    }

    /** The number in a file's name; empty where it is none of ours. */
    static Optional<Long> journalOf(Path file) {
        String name = file.getFileName().toString();
        return NAME.matcher(name).matches()
                ? Optional.of(Long.parseLong(name.substring(0, DIGITS), 16))
                : Optional.empty();
    }

    /** The lowest number above {@code journal}. */
    OptionalLong after(long journal) throws IOException {
        return journals().stream()
                .mapToLong(Long::longValue)
                .filter(n -> n > journal)
                .findFirst();
    }
}
