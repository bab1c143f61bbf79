package neman.stratum.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.ShareJournal;
import neman.accounting.live.LiveStatus;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.NodeClient;
import neman.stratum.block.BlockSubmitter;
import neman.stratum.defence.Defence;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import neman.stratum.job.JobTable;
import neman.stratum.session.PoolServices;
import neman.stratum.session.ResumableSessions;
import neman.stratum.session.SessionClaims;
import neman.stratum.session.ShareSink;
import neman.stratum.template.ChainTip;
import neman.stratum.template.NodeState;
import neman.stratum.template.TemplateListener;
import neman.stratum.template.TemplateSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Stratum V1 front end of one instance: templates in, jobs out, shares into the journal, blocks to the nodes.
 *
 * <p>The way of a job: {@link TemplateSource} → {@link #work} → {@link JobTable} → every session. The way of a share: {@code
 * LineDecoder} → {@code MinerSession} → {@code ShareDesk} → {@code ShareRules} → {@code ShareJournaling}.
 */
public final class StratumServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StratumServer.class);

    private final StratumSettings settings;
    private final InstanceIdentity identity;
    private final AlarmBook alarms;
    private final InstantSource clock;
    private final ShareSink journal;
    private final JobFactory factory;
    private final JobTable jobs;
    private final TemplateSource templates;
    private final BlockSubmitter blocks;
    private final Defence defence;
    private final ResumableSessions sessions;
    private final SessionClaims claims;
    private final StratumListener listener;
    private final LiveStatusWriter status;
    private volatile boolean draining;

    /**
     * @param identity of this start: no other process and no other start may have the same
     * @param nodes the first that answers gives templates, all get blocks; not closed by this
     * @param journal not closed by this; must be closed after it
     * @param claims asked when a miner names another instance's session
     * @param alarms of this process
     * @throws IOException where a certificate cannot be served
     */
    public StratumServer(
            StratumSettings settings,
            InstanceIdentity identity,
            List<NodeClient> nodes,
            ShareJournal journal,
            SessionClaims claims,
            AlarmBook alarms,
            InstantSource clock)
            throws IOException {
        this(settings, identity, nodes, journal::append, claims, alarms, clock);
    }

    /** One that has no other instances beside it. */
    StratumServer(
            StratumSettings settings,
            InstanceIdentity identity,
            List<NodeClient> nodes,
            ShareSink journal,
            InstantSource clock)
            throws IOException {
        this(settings, identity, nodes, journal, SessionClaims.NONE, new AlarmBook(clock), clock);
    }

    StratumServer(
            StratumSettings settings,
            InstanceIdentity identity,
            List<NodeClient> nodes,
            ShareSink journal,
            SessionClaims claims,
            AlarmBook alarms,
            InstantSource clock)
            throws IOException {
        this.settings = settings;
        this.identity = identity;
        this.alarms = alarms;
        this.clock = clock;
        this.journal = journal;
        this.factory = new JobFactory(settings.network(), identity, settings.poolAddress(), settings.coinbase());
        this.jobs = new JobTable(settings.jobGrace());
        this.templates =
                new TemplateSource(nodes, settings.network(), settings.templates(), new Miners(), alarms, clock);
        this.blocks = new BlockSubmitter(nodes, settings.blockDirectory(), jobs, settings.network(), alarms, clock);
        this.sessions = new ResumableSessions(identity, settings.resume(), new SecureRandom(), clock);
        this.claims = claims;
        this.defence = new Defence(Descriptors.within(settings.limits()), clock);
        this.listener = new StratumListener(
                settings, services(), defence, Runtime.getRuntime().availableProcessors());
        this.status = new LiveStatusWriter(identity.number(), clock.millis());
    }

    PoolServices services() {
        return new PoolServices(
                settings.network(),
                settings.poolAddress(),
                settings.coinbase().extranonce(),
                settings.versionRollingMask(),
                jobs,
                journal,
                blocks::submit,
                sessions,
                claims,
                clock);
    }

    /**
     * Listens, and begins to ask for templates; miners that come before the first one wait for it.
     *
     * @throws IOException naming the address that cannot be listened on
     */
    public void start() throws IOException {
        listener.start();
        blocks.start();
        templates.start();
        LOG.info("event=stratum-listening addresses={}", addresses());
    }

    /** Where it listens, in the order of the settings, with the ports that the system chose. */
    public List<InetSocketAddress> addresses() {
        return listener.addresses();
    }

    /** Every block from now on proves that {@code digest} was known: the checkpoint of a log, say. Any thread. */
    public void commitTo(Hash256 digest) {
        factory.commitTo(digest);
    }

    /** Whether miners are given work: a template has come. */
    public boolean hasWork() {
        return jobs.current().isPresent();
    }

    /** Whether a node leads, so that there will be new work. */
    public boolean isLed() {
        return templates.nodes().stream().anyMatch(node -> node.state() == NodeState.LEADING);
    }

    /** Lets miners leave the old tip at once, where that is wanted and no better job is there. */
    void newTip(ChainTip tip) {
        if (settings.emptyFirst()) {
            jobs.current()
                    .flatMap(current ->
                            factory.createEmpty(tip, current, clock.instant().getEpochSecond()))
                    .ifPresent(this::work);
        }
        // Last, because whoever reads the log may be slow, and miners are on the old tip.
        LOG.info("event=new-tip height={} hash={}", tip.height(), tip.hash());
    }

    /** Makes a job of {@code template} and gives it to every miner. The job is in the journal before any share of it. */
    void work(BlockTemplate template) {
        work(factory.create(template));
    }

    private void work(Job job) {
        if (journal.append(new IgnoringWaiter(), job.journalRecord(), List.of())) {
            job.markJournaled();
        }
        boolean newTip = jobs.replaceCurrent(job, clock.millis());
        listener.broadcast();
        LOG.info(
                "event=job job={} new-tip={} transactions={}",
                job,
                newTip,
                job.transactions().size());
    }

    /**
     * Tells which instances run, by number, so that nobody here works with an extranonce1 that one of them may give to another.
     * To be told every few seconds. Any thread.
     */
    public void instancesRunning(Set<Integer> numbers) {
        if (sessions.instancesRunning(numbers)) {
            listener.returnExtranonces();
        }
    }

    /**
     * Loads all certificates again, now rather than when the files are seen to have changed. What cannot be served is logged,
     * and the one before goes on; so do connections that exist. Blocks on the disk.
     */
    public void reloadCertificates() {
        listener.reloadCertificates();
    }

    /** What this instance shows of itself. Blocks for a moment: not for an event loop. */
    public LiveStatus snapshot() {
        return status.write(
                clock.millis(),
                draining,
                listener.statuses(),
                jobs.current(),
                defence,
                templates.nodes(),
                alarms.open());
    }

    /** What was done since the start about those who take too much: how often, by reason. Any thread. */
    public Map<String, Long> measures() {
        return defence.counts().byReason();
    }

    /** Whether it is sending its miners away. */
    public boolean isDraining() {
        return draining;
    }

    /**
     * Stops accepting, answers what is owed, sends the miners away, and lets solved blocks leave; takes five seconds at most.
     * Those that are still there get new work until they go.
     */
    @Override
    public void close() {
        draining = true;
        LOG.info("event=draining connections={}", listener.connections());
        listener.close();
        templates.close();
        blocks.close();
    }

    /** What comes from the nodes. */
    private final class Miners implements TemplateListener {
        @Override
        public void onNewTip(ChainTip tip) {
            newTip(tip);
        }

        @Override
        public void onTemplate(BlockTemplate template, ChainTip tip) {
            work(factory.create(template, tip));
        }
    }

    /** Whether a job is on disk matters with its first share only, and that one waits for the same force. */
    private static final class IgnoringWaiter implements JournalWaiter {
        @Override
        public void onDurable() {}

        @Override
        public void onFailure(IOException cause) {
            LOG.warn("event=job-not-journaled reason=\"{}\"", cause.getMessage());
        }
    }
}
