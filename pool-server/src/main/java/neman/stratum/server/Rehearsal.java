package neman.stratum.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalWaiter;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate;
import neman.stratum.defence.Defence;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import neman.stratum.job.JobTable;
import neman.stratum.session.PoolServices;
import neman.stratum.session.ResumableSessions;
import neman.stratum.session.SessionClaims;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Miners of our own against a front end of our own, before the real one listens. Who meets a pool that has just started is
 * everyone at once, and the first thousands of handshakes of a new process cost ten times what they do later: the machine's
 * compiler wants the processors for itself.
 *
 * <p>Nothing of it is seen outside, kept or counted: it has its own loopback port, sessions, job and limits, and its shares go
 * nowhere.
 */
public final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private static final Difficulty EVERY_HASH = new Difficulty(1);
    private static final int DIFFICULTY_ONE_BITS = 0x1d00ffff;
    private static final int VERSION = 0x20000000;
    private static final long SUBSIDY_SATS = 5_000_000_000L;
    private static final InstanceIdentity NOBODY = new InstanceIdentity(0, 1);

    private Rehearsal() {}

    /**
     * What was played.
     *
     * @param connections that subscribed, authorized and got a job
     * @param accepted shares
     */
    public record Played(int connections, int accepted) {}

    /**
     * Blocks for {@code length} and a moment. A rehearsal that fails is logged, and the pool starts without.
     *
     * @param settings of the real front end: its network, address and tag
     */
    public static Played play(StratumSettings settings, Duration length) {
        try (StratumListener listener = listener(settings)) {
            listener.start();
            Played played = RehearsingMiner.play(
                    listener.addresses().get(0),
                    settings.poolAddress().toString(),
                    settings.coinbase().extranonce().extranonce2Bytes(),
                    length);
            LOG.info("event=rehearsed connections={} shares={}", played.connections(), played.accepted());
            return played;
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("event=not-rehearsed reason=\"{}\"", e.getMessage());
            return new Played(0, 0);
        }
    }

    private static StratumListener listener(StratumSettings settings) throws IOException {
        PortSettings port = new PortSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                EVERY_HASH,
                EVERY_HASH,
                Difficulty.ONE,
                true);
        StratumSettings own = StratumSettings.of(
                settings.network(),
                settings.poolAddress(),
                settings.coinbase().tag(),
                List.of(port),
                settings.blockDirectory());
        InstantSource clock = InstantSource.system();
        return new StratumListener(
                own,
                services(settings, clock),
                new Defence(own.limits(), clock),
                Runtime.getRuntime().availableProcessors());
    }

    private static PoolServices services(StratumSettings settings, InstantSource clock) {
        JobTable jobs = new JobTable(settings.jobGrace());
        jobs.replaceCurrent(job(settings, clock), clock.millis());
        return new PoolServices(
                settings.network(),
                settings.poolAddress(),
                settings.coinbase().extranonce(),
                settings.versionRollingMask(),
                jobs,
                Rehearsal::forget,
                block -> {},
                new ResumableSessions(NOBODY, settings.resume(), new SecureRandom(), clock),
                SessionClaims.NONE,
                clock);
    }

    private static boolean forget(JournalWaiter waiter, JournalRecord first, List<JournalRecord> behind) {
        waiter.onDurable();
        return true;
    }

    /** On a tip that no chain has, so that nothing found here is worth anything. */
    private static Job job(StratumSettings settings, InstantSource clock) {
        long now = clock.instant().getEpochSecond();
        return new JobFactory(settings.network(), NOBODY, settings.poolAddress(), settings.coinbase())
                .create(new BlockTemplate(
                        1,
                        VERSION,
                        Hash256.ofDoubleSha256(new byte[0]),
                        DIFFICULTY_ONE_BITS,
                        now,
                        now,
                        SUBSIDY_SATS,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty()));
    }
}
