package neman.stratum.session;

import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import neman.accounting.journal.InstanceIdentity;
import neman.stratum.defence.ResumeLimits;

/**
 * Which extranonce1 belongs to whom. A session whose connection ended is kept for a while: the miner that names it gets the same
 * extranonce1 and its jobs again, so that it can submit what it found meanwhile. Never two live connections have the same: a
 * session is kept here or lives, and to resume it takes it away.
 *
 * <p>After a restart of the instance the jobs are gone, but extranonce1 is still given back for as long, unless someone else has
 * it: the start counter in every coinbase keeps the headers apart.
 *
 * <p>A session that another instance gave goes on here with its extranonce1 where that instance is recorded as stopped ({@link
 * SessionClaims}). The extranonce1 is borrowed: as soon as the instance whose number it carries runs again and may give it to
 * the next, the session must change it. In the moment between, the instance's number in every coinbase keeps the headers apart.
 *
 * <p>Any thread. What a kept session holds is handed from one event loop to another through here.
 */
public final class ResumableSessions {
    private record Ended(KeptSession session, long endedAtMillis) {}

    private final InstanceIdentity identity;
    private final ResumeLimits limits;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final long startedAtMillis;
    private final ExtranonceAllocator extranonces;
    /** In the order of their ends. */
    private final Map<SessionId, Ended> kept = new LinkedHashMap<>();

    private Set<Integer> running = Set.of();

    /** @param random for secrets: not to be guessed */
    public ResumableSessions(
            InstanceIdentity identity, ResumeLimits limits, RandomGenerator random, InstantSource clock) {
        this.identity = identity;
        this.limits = limits;
        this.random = random;
        this.clock = clock;
        this.startedAtMillis = clock.millis();
        this.extranonces = new ExtranonceAllocator(identity);
    }

    /** @param asked the session that the miner wants back; another text, or an empty one, opens a new session */
    synchronized KeptSession open(String asked) {
        forgetExpired();
        Optional<SessionId> id = SessionId.parse(asked);
        Optional<KeptSession> resumed = id.flatMap(this::take);
        return resumed.orElseGet(() ->
                begin(id.filter(this::isReclaimable).map(SessionId::extranonce1).orElseGet(extranonces::allocate)));
    }

    private Optional<KeptSession> take(SessionId id) {
        return Optional.ofNullable(kept.remove(id)).map(Ended::session);
    }

    /** Whether {@code id} is of an earlier start and its extranonce1 was nobody's since; it is taken afterwards. */
    private boolean isReclaimable(SessionId id) {
        return id.giver().number() == identity.number()
                && id.giver().startCounter() < identity.startCounter()
                && clock.millis() - startedAtMillis <= limits.keptFor().toMillis()
                && !extranonces.isBorrowed(id.extranonce1())
                && extranonces.takeOver(id.extranonce1());
    }

    private KeptSession begin(int extranonce1) {
        return new KeptSession(idFor(extranonce1), new SentJobs(extranonce1), Optional.empty());
    }

    private SessionId idFor(int extranonce1) {
        return new SessionId(extranonce1, identity, random.nextLong());
    }

    /** The session that {@code asked} names, where another instance gave it: {@link SessionClaims} are to be asked. */
    Optional<SessionId> givenElsewhere(String asked) {
        return SessionId.parse(asked)
                .filter(id -> id.giver().number() != identity.number())
                .filter(id -> !limits.keptFor().isZero());
    }

    /** Goes on with another instance's session that was claimed; empty where its extranonce1 is not to be had. */
    synchronized Optional<KeptSession> goOn(SessionId claimed) {
        int extranonce1 = claimed.extranonce1();
        boolean taken = !isDueBack(extranonce1) && extranonces.takeOver(extranonce1);
        return taken ? Optional.of(begin(extranonce1)) : Optional.empty();
    }

    /**
     * Which instances run now, by number. Kept sessions with an extranonce1 of theirs are forgotten.
     *
     * @return whether there are live ones, which must change it
     */
    public synchronized boolean instancesRunning(Set<Integer> numbers) {
        running = Set.copyOf(numbers);
        kept.values().removeIf(ended -> {
            int extranonce1 = ended.session.id().extranonce1();
            boolean due = isDueBack(extranonce1);
            if (due) {
                extranonces.release(extranonce1);
            }
            return due;
        });
        return extranonces.hasBorrowedFrom(running);
    }

    /** Whether it is borrowed from an instance that runs again. */
    synchronized boolean isDueBack(int extranonce1) {
        return extranonces.isBorrowed(extranonce1) && running.contains(ExtranonceAllocator.instanceOf(extranonce1));
    }

    /** A new name with an extranonce1 of our own for a live session; the one before is nobody's any more. */
    synchronized SessionId exchange(SessionId before) {
        extranonces.release(before.extranonce1());
        return idFor(extranonces.allocate());
    }

    /** The connection of {@code session} has ended; the caller does not touch it again. */
    synchronized void keep(KeptSession session) {
        int extranonce1 = session.id().extranonce1();
        boolean worked = session.sentJobs().newest().isPresent(); // else it has nothing to come back for
        if (!worked || limits.keptFor().isZero() || isDueBack(extranonce1)) {
            extranonces.release(extranonce1);
            return;
        }
        kept.put(session.id(), new Ended(session, clock.millis()));
        forgetExpired();
    }

    /** Gives free what nobody came back for. */
    synchronized void forgetExpired() {
        long oldest = clock.millis() - limits.keptFor().toMillis();
        Iterator<Ended> ended = kept.values().iterator();
        while (ended.hasNext()) {
            Ended first = ended.next();
            if (first.endedAtMillis >= oldest && kept.size() <= limits.most()) {
                return;
            }
            ended.remove();
            extranonces.release(first.session.id().extranonce1());
        }
    }
}
