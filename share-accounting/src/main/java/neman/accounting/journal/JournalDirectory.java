package neman.accounting.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of one instance: {@code <journal as 16 hex digits>.journal}, in the order of their numbers. */
final class JournalDirectory {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.journal");
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
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .map(name -> Long.parseLong(name.substring(0, DIGITS), 16))
                    .sorted()
                    .toList();
        }
    }

    /** The lowest number above {@code journal}. */
    OptionalLong after(long journal) throws IOException {
        return journals().stream()
                .mapToLong(Long::longValue)
                .filter(n -> n > journal)
                .findFirst();
    }
}
