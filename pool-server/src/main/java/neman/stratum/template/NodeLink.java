package neman.stratum.template;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.BlockHashFeed;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;

/**
 * Asks one node, on three threads of its own, because each of these questions may take long: {@link NodeWatcher} for its
 * tip, {@link LongPoller} and {@link TemplateFetcher} for templates. What they know in common is here.
 */
final class NodeLink implements NodeOrders, AutoCloseable {
    private final int number;
    private final NodeClient client;
    private final Network network;
    private final NodeReports reports;
    private final InstantSource clock;
    private final NodeWatcher watcher;
    private final TemplateFetcher fetcher;
    private final LongPoller longPoller;
    private final Optional<BlockHashFeed> feed;
    private volatile boolean leads;
    private volatile boolean closed;
    private Optional<ChainTip> newest = Optional.empty();

    NodeLink(
            int number,
            NodeClient client,
            Network network,
            TemplateSettings settings,
            NodeReports reports,
            InstantSource clock) {
        this.number = number;
        this.client = client;
        this.network = network;
        this.reports = reports;
        this.clock = clock;
        this.watcher = new NodeWatcher(this, settings.poll());
        this.fetcher = new TemplateFetcher(this);
        this.longPoller = new LongPoller(this);
        Optional<URI> zmq = client.endpoint().zmqHashblock();
        this.feed = zmq.map(address -> new BlockHashFeed(address, watcher::look));
    }

    void start() {
        watcher.start();
        fetcher.start();
        longPoller.start();
        feed.ifPresent(BlockHashFeed::start);
    }

    int number() {
        return number;
    }

    NodeClient client() {
        return client;
    }

    Network network() {
        return network;
    }

    NodeReports reports() {
        return reports;
    }

    boolean isLeading() {
        return leads;
    }

    boolean isClosed() {
        return closed;
    }

    /** A call failed: find out whether the node is still there. */
    void lookAgain() {
        watcher.look();
    }

    /** The tip with most work that this node had, unless it was seen to have left it. */
    synchronized Optional<ChainTip> newest() {
        return newest;
    }

    synchronized void setNewest(ChainTip tip) {
        newest = Optional.of(tip);
    }

    private synchronized void raiseNewest(ChainTip tip) {
        if (newest.isEmpty() || tip.chainWork().compareTo(newest.get().chainWork()) > 0) {
            newest = Optional.of(tip);
        }
    }

    /** Tells of a template that came. */
    void deliver(BlockTemplate template) throws NodeException {
        longPoller.follow(template);
        Optional<ChainTip> known = newest().filter(tip -> tip.hash().equals(template.previousBlock()));
        ChainTip tip = known.isPresent() ? known.get() : tipOf(header(template.previousBlock()));
        raiseNewest(tip);
        reports.onTemplate(number, template, tip);
        tellClock(template);
    }

    /** A template's time is the node's, unless that is too early for a block. Its way here takes a part of a second. */
    private void tellClock(BlockTemplate template) {
        if (template.currentTimeSeconds() > template.minTimeSeconds()) {
            Instant node = Instant.ofEpochSecond(template.currentTimeSeconds());
            reports.onClock(number, Duration.between(clock.instant(), node));
        }
    }

    private ChainHeader header(Hash256 block) throws NodeException {
        return client.header(block)
                .orElseThrow(() -> new NodeException(
                        "the node at " + client.endpoint() + " does not know block " + block + " of its own chain"));
    }

    /** With what the next block's target follows from. */
    ChainTip tipOf(ChainHeader header) throws NodeException {
        ChainTip tip = new ChainTip(header, Optional.empty());
        boolean changesTarget = network == Network.MAINNET || network == Network.SIGNET;
        if (network != Network.TESTNET4 && !(changesTarget && tip.isBeforeRetarget())) {
            return tip;
        }
        int start = header.height() - header.height() % ChainTip.RETARGET_BLOCKS;
        Hash256 first = client.blockHash(start)
                .orElseThrow(() -> new NodeException("the node at " + client.endpoint() + " has no block " + start));
        return new ChainTip(header, Optional.of(header(first)));
    }

    /** The node's tip is another than the one that the long poll under way began with. */
    void endStuckLongPoll() {
        newest().ifPresent(tip -> longPoller.endIfStuck(tip.hash()));
    }

    @Override
    public String name() {
        return client.endpoint().toString();
    }

    @Override
    public boolean pollsLong() {
        return longPoller.isUnderWay();
    }

    @Override
    public void fetchAt(long nanos) {
        fetcher.fetchAt(nanos);
    }

    @Override
    public void lead(boolean changed) {
        leads = changed;
        longPoller.wake();
    }

    /** Calls under way are interrupted; the client stays open. */
    @Override
    public void close() {
        closed = true;
        feed.ifPresent(BlockHashFeed::close);
        watcher.interrupt();
        fetcher.interrupt();
        longPoller.interrupt();
    }
}
