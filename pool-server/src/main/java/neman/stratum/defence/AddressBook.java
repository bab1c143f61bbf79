package neman.stratum.defence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What is known of each address from which somebody is connected, or was lately and left something to remember. Any thread.
 *
 * <p>Nothing is remembered of an address that is no longer connected, banned or on probation and has its full allowance of new
 * connections: {@link #sweep} forgets it.
 */
final class AddressBook {
    /** With more, nobody from an unknown address is let in. Connected ones are far fewer; the rest ends with its time. */
    static final int MAX_ADDRESSES = 1 << 17;

    private final ConnectionLimits connection;
    private final ConductLimits conduct;
    private final ConcurrentHashMap<AddressKey, Entry> entries = new ConcurrentHashMap<>();

    /** Only touched within {@code entries.compute} of its key, but that anybody may read the end of a ban. */
    private static final class Entry {
        private final TokenBucket arrivals;
        private int connections;
        private int provenConnections;
        private long probationEndsAtMillis;
        private volatile long banEndsAtMillis;

        Entry(TokenBucket arrivals) {
            this.arrivals = arrivals;
        }

        boolean saysNothing(long nowMillis) {
            return connections == 0
                    && banEndsAtMillis <= nowMillis
                    && probationEndsAtMillis <= nowMillis
                    && arrivals.isFull(nowMillis);
        }
    }

    AddressBook(ConnectionLimits connection, ConductLimits conduct) {
        this.connection = connection;
        this.conduct = conduct;
    }

    /** Counts a connection; or says why it may not be, and counts nothing. */
    Optional<Measure> enter(AddressKey address, long nowMillis) {
        if (entries.size() >= MAX_ADDRESSES && !entries.containsKey(address)) {
            return Optional.of(Measure.POOL_FULL);
        }
        AtomicReference<Measure> refusal = new AtomicReference<>();
        entries.compute(address, (key, known) -> {
            Entry entry = known == null ? new Entry(new TokenBucket(connection.newPerSecond(), nowMillis)) : known;
            if (entry.banEndsAtMillis > nowMillis) {
                refusal.set(Measure.ADDRESS_BANNED);
            } else if (entry.connections >= connection.perAddress()) {
                refusal.set(Measure.ADDRESS_FULL);
            } else if (!entry.arrivals.take(nowMillis)) {
                refusal.set(Measure.ADDRESS_TOO_FAST);
            } else {
                entry.connections++;
            }
            return entry;
        });
        return Optional.ofNullable(refusal.get());
    }

    /** A connection ended. @param proven whether {@link #prove} was said of it */
    void leave(AddressKey address, boolean proven, long nowMillis) {
        entries.computeIfPresent(address, (key, entry) -> {
            entry.connections--;
            entry.provenConnections -= proven ? 1 : 0;
            return entry.saysNothing(nowMillis) ? null : entry;
        });
    }

    /** A connection did good work. */
    void prove(AddressKey address) {
        entries.computeIfPresent(address, (key, entry) -> {
            entry.provenConnections++;
            return entry;
        });
    }

    /** It does good work no longer. */
    void disprove(AddressKey address) {
        entries.computeIfPresent(address, (key, entry) -> {
            entry.provenConnections--;
            return entry;
        });
    }

    /** How the address stands, judged by the others of its connections. */
    Escalation.AddressStanding standing(AddressKey address, long nowMillis) {
        AtomicReference<Escalation.AddressStanding> standing =
                new AtomicReference<>(Escalation.AddressStanding.FIRST_TIME);
        entries.computeIfPresent(address, (key, entry) -> {
            if (entry.provenConnections > 0) {
                standing.set(Escalation.AddressStanding.WITH_GOOD_MINERS);
            } else if (entry.probationEndsAtMillis > nowMillis) {
                standing.set(Escalation.AddressStanding.ON_PROBATION);
            }
            return entry;
        });
        return standing.get();
    }

    void putOnProbation(AddressKey address, long nowMillis) {
        entries.computeIfPresent(address, (key, entry) -> {
            entry.probationEndsAtMillis = nowMillis + conduct.probation().toMillis();
            return entry;
        });
    }

    void ban(AddressKey address, long nowMillis) {
        entries.computeIfPresent(address, (key, entry) -> {
            entry.banEndsAtMillis = nowMillis + conduct.ban().toMillis();
            return entry;
        });
    }

    /** The addresses that are not let in now, the longest ban first. */
    List<Ban> bans(long nowMillis) {
        List<Ban> bans = new ArrayList<>();
        entries.forEach((address, entry) -> {
            long endsAtMillis = entry.banEndsAtMillis;
            if (endsAtMillis > nowMillis) {
                bans.add(new Ban(address.shortened(), endsAtMillis));
            }
        });
        bans.sort(Comparator.comparingLong(Ban::endsAtMillis).reversed());
        return bans;
    }

    void sweep(long nowMillis) {
        for (AddressKey address : entries.keySet()) {
            entries.computeIfPresent(address, (key, entry) -> entry.saysNothing(nowMillis) ? null : entry);
        }
    }

    int size() {
        return entries.size();
    }
}
