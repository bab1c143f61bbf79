package neman.accounting.instance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * The file {@code instance} in the data directory: one line of token, number and start counter, the number {@code -} until
 * it is claimed. Replaced whole and forced to disk, so that a counter which has been used is never used again.
 *
 * @param token by which the registry knows this data directory
 * @param number 0 … 255
 * @param startCounter of the latest start; 0 before the first
 */
record InstanceFile(UUID token, OptionalInt number, int startCounter) {
    static final String FILE_NAME = "instance";

    /** Makes the file where it is missing. */
    static InstanceFile readOrCreate(Path dataDirectory) throws IOException {
        Path path = dataDirectory.resolve(FILE_NAME);
        if (Files.notExists(path)) {
            InstanceFile created = new InstanceFile(UUID.randomUUID(), OptionalInt.empty(), 0);
            created.write(dataDirectory);
            return created;
        }
        String line = Files.readString(path).strip();
        try {
            List<String> words = List.of(line.split(" "));
            OptionalInt number =
                    words.get(1).equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(words.get(1)));
            return new InstanceFile(UUID.fromString(words.get(0)), number, Integer.parseInt(words.get(2)));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IOException(path + " is damaged: '" + line + "' is not token, number and start counter", e);
        }
    }

    InstanceFile with(int claimedNumber, int counter) {
        return new InstanceFile(token, OptionalInt.of(claimedNumber), counter);
    }

    void write(Path dataDirectory) throws IOException {
        String line = token + " " + (number.isPresent() ? number.getAsInt() : "-") + " " + startCounter + "\n";
        Path next = dataDirectory.resolve(FILE_NAME + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(next, dataDirectory.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(dataDirectory, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
