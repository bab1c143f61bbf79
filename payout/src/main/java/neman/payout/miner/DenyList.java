package neman.payout.miner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

    /** @throws IOException as {@link #reload} */
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
        if (Files.size(source.file()) > MAX_BYTES) {
            throw new IOException(source.file() + " has more than " + MAX_BYTES + " bytes");
        }
        Set<PayoutAddress> read = new HashSet<>();
        int number = 0;
        for (String line :
                Files.readString(source.file(), StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            String address = line.replaceFirst("#.*", "").strip();
            if (!address.isEmpty()) {
                read.add(parsed(source, number, address));
            }
        }
        return Set.copyOf(read);
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
