package neman.stratum.defence;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets connections in, one for all ports of a process. Any thread. */
public final class Defence {
    private final DefenceLimits limits;
    private final InstantSource clock;
    private final AddressBook addresses;
    private final MeasureCounts counts = new MeasureCounts();
    private final AtomicInteger connections = new AtomicInteger();

    public Defence(DefenceLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        this.addresses = new AddressBook(limits.connection(), limits.conduct());
    }

    public DefenceLimits limits() {
        return limits;
    }

    public MeasureCounts counts() {
        return counts;
    }

    /**
     * Whether a connection from {@code address} may be: empty means close it. Where it may, {@link Conduct#leave} must be
     * called when it has ended.
     */
    public Optional<Conduct> admit(InetAddress address) {
        boolean trusted = limits.trusts(address);
        Optional<AddressKey> key = trusted ? Optional.empty() : Optional.of(AddressKey.of(address));
        if (connections.incrementAndGet() > limits.connection().total()) {
            return refused(Measure.POOL_FULL);
        }
        Optional<Measure> refusal = key.flatMap(known -> addresses.enter(known, clock.millis()));
        return refusal.isPresent() ? refused(refusal.get()) : Optional.of(new Conduct(this, key));
    }

    private Optional<Conduct> refused(Measure measure) {
        connections.decrementAndGet();
        counts.count(measure);
        return Optional.empty();
    }

    void left(Optional<AddressKey> address, boolean proven) {
        connections.decrementAndGet();
        address.ifPresent(known -> addresses.leave(known, proven, clock.millis()));
    }

    /** Now and then: forgets addresses of which nothing needs to be known. */
    public void sweep() {
        addresses.sweep(clock.millis());
    }

    /** Those that may be, and have not left. */
    public int connections() {
        return connections.get();
    }

    /** The addresses that are not let in now, the longest ban first. */
    public List<Ban> bans() {
        return addresses.bans(clock.millis());
    }

    /** Addresses of which something is known. */
    public int addresses() {
        return addresses.size();
    }

    AddressBook book() {
        return addresses;
    }

    long nowMillis() {
        return clock.millis();
    }
}
