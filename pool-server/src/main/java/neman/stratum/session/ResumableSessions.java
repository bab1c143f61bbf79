package neman.stratum.session;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import neman.accounting.journal.InstanceIdentity;

/**
 * Which extranonce1 belongs to whom. A session whose connection ended is kept for {@link #KEPT_FOR}: the miner that names it
 * gets the same extranonce1 and its jobs again, so that it can submit what it found meanwhile. Never two live connections have
 * the same: a session is kept here or lives, and to resume it takes it away.
 *
 * <p>After a restart of the instance the jobs are gone, but extranonce1 is still given back for as long, unless someone else has
 * it: the start counter in every coinbase keeps the headers apart.
 *
 * <p>Any thread. What a kept session holds is handed from one event loop to another through here.
 */
public final class ResumableSessions {
    /** cgminer keeps unsent shares for two minutes; power cuts and switches take longer. */
    public static final Duration KEPT_FOR = Duration.ofMinutes(10);

    /** With more, the one that ended first is forgotten. */
    static final int MAX_KEPT = 1 << 14;

    private record Ended(KeptSession session, long endedAtMillis) {}

    private final InstanceIdentity identity;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final long startedAtMillis;
    private final ExtranonceAllocator extranonces;
    /** In the order of their ends. */
    private final Map<SessionId, Ended> kept = new LinkedHashMap<>();

    /** @param random for secrets: not to be guessed */
    public ResumableSessions(InstanceIdentity identity, RandomGenerator random, InstantSource clock) {
        this.identity = identity;
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
        return id.startCounter() < identity.startCounter()
                && clock.millis() - startedAtMillis <= KEPT_FOR.toMillis()
                && extranonces.reclaim(id.extranonce1());
    }

    private KeptSession begin(int extranonce1) {
        SessionId id = new SessionId(extranonce1, identity.startCounter(), random.nextLong());
        return new KeptSession(id, new SentJobs(extranonce1), Optional.empty());
    }

    /** The connection of {@code session} has ended; the caller does not touch it again. */
    synchronized void keep(KeptSession session) {
        if (session.sentJobs().newest().isEmpty()) {
            extranonces.release(session.id().extranonce1()); // it never worked, so it has nothing to come back for
            return;
        }
        kept.put(session.id(), new Ended(session, clock.millis()));
        forgetExpired();
    }

    /** Gives free what nobody came back for. */
    synchronized void forgetExpired() {
        long oldest = clock.millis() - KEPT_FOR.toMillis();
        Iterator<Ended> ended = kept.values().iterator();
        while (ended.hasNext()) {
            Ended first = ended.next();
            if (first.endedAtMillis >= oldest && kept.size() <= MAX_KEPT) {
                return;
            }
            ended.remove();
            extranonces.release(first.session.id().extranonce1());
        }
    }
}
