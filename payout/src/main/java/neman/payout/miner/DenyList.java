package neman.payout.miner;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;

/**
 * Addresses that are never paid: a register of illicit wallets, say. A text file with one address of the pool's network on each
 * line; empty lines and what follows a {@code #} do not count.
 *
 * <p>The file is read whole at the start and at each {@link #reload}, never in between, so that a file half written is not
 * screened by. Any thread.
 */
public final class DenyList {
    /** Larger files are refused. */
    static final int MAX_BYTES = 64 << 20;

    /** Denies nobody. */
    public static final DenyList NONE = new DenyList(Optional.empty());

    private final Optional<Source> source;
    private volatile Set<PayoutAddress> addresses = Set.of();

    private record Source(Path file, Network network) {}

    private DenyList(Optional<Source> source) {
        this.source = source;
    }

    /** @throws IOException as {@link #reload}; names the file */
    public static DenyList read(Path file, Network network) throws IOException {
        DenyList list = new DenyList(Optional.of(new Source(file, network)));
        list.reload();
        return list;
    }

    /**
     * Reads the file again. Where that fails the addresses of the last time stay in force.
     *
     * @return how many addresses are denied now
     * @throws IOException where the file cannot be read, is too large, or has a line that is no address; names file and line
     */
    public int reload() throws IOException {
        if (source.isPresent()) {
            addresses = parsed(source.get());
        }
        return addresses.size();
    }

    private static Set<PayoutAddress> parsed(Source source) throws IOException {
        Set<PayoutAddress> read = new HashSet<>();
        int number = 0;
        for (String line : text(source.file()).split("\n", -1)) {
            number++;
            String address = line.replaceFirst("#.*", "").strip();
            if (!address.isEmpty()) {
                read.add(parsed(source, number, address));
            }
        }
        return Set.copyOf(read);
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " may not be read by this user", e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not a text in UTF-8", e);
        }
    }

    private static PayoutAddress parsed(Source source, int line, String address) throws IOException {
        try {
            return PayoutAddress.parse(source.network(), address);
        } catch (IllegalArgumentException e) {
            throw new IOException(source.file() + " line " + line + ": " + e.getMessage(), e);
        }
    }

    public boolean contains(PayoutAddress address) {
        return addresses.contains(address);
    }
}
