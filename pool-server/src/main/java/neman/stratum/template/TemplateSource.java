package neman.stratum.template;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches templates on a thread of its own: by long poll, so that a new tip is known at once, and at least every refresh
 * interval. The first node that answers leads; another stands in while it does not.
 */
public final class TemplateSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateSource.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    /** For nodes without long polling. */
    private static final Duration POLL = Duration.ofSeconds(5);
    /** A stand-in is left after so many templates, to see whether the first node is back. */
    private static final int STAND_IN_TEMPLATES = 10;

    private final List<NodeClient> nodes;
    private final Duration refresh;
    private final TemplateListener listener;
    private final Thread thread = new Thread(this::run, "templates");
    private volatile boolean closed;

    // The thread's own.
    private int leader;
    private int templatesOfLeader;
    private Optional<ChainTip> tip = Optional.empty();
    private Optional<String> longPollId = Optional.empty();
    private String lastComplaint = "";

    /**
     * @param nodes in order of preference
     * @param refresh how old a template grows at most
     * @param listener called on this source's thread
     */
    public TemplateSource(List<NodeClient> nodes, Duration refresh, TemplateListener listener) {
        this.nodes = List.copyOf(nodes);
        this.refresh = refresh;
        this.listener = listener;
        thread.setDaemon(true);
    }

    public void start() {
        if (!nodes.isEmpty()) {
            thread.start();
        }
    }

    private void run() {
        while (!closed) {
            try {
                step();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("event=template-failed", e);
                longPollId = Optional.empty();
            }
        }
    }

    private void step() throws InterruptedException {
        NodeClient node = nodes.get(leader);
        try {
            BlockTemplate template = fetch(node);
            longPollId = template.longPollId();
            lastComplaint = "";
            listener.onTemplate(template, tipOf(template, node));
            returnToFirst();
        } catch (NodeException e) {
            if (!closed) {
                logOnce("event=no-template node=" + node.endpoint() + " reason=\"" + e.getMessage() + "\"");
                leadBy((leader + 1) % nodes.size());
                pause(AFTER_FAILURE);
            }
        } catch (IllegalArgumentException e) {
            LOG.error("event=template-refused node={} reason=\"{}\"", node.endpoint(), e.getMessage());
            pause(refresh);
        }
    }

    private ChainTip tipOf(BlockTemplate template, NodeClient node) throws NodeException {
        if (tip.isEmpty() || !tip.get().hash().equals(template.previousBlock())) {
            ChainHeader header = node.header(template.previousBlock())
                    .orElseThrow(() -> new NodeException(
                            "the node at " + node.endpoint() + " does not know the block that its template builds on"));
            tip = Optional.of(new ChainTip(header, Optional.empty()));
        }
        return tip.get();
    }

    /** A node that is away for hours is complained of once. */
    private void logOnce(String complaint) {
        if (!complaint.equals(lastComplaint)) {
            LOG.warn(complaint);
        }
        lastComplaint = complaint;
    }

    private BlockTemplate fetch(NodeClient node) throws NodeException, InterruptedException {
        if (longPollId.isPresent()) {
            return node.awaitTemplate(longPollId.get(), refresh);
        }
        if (templatesOfLeader > 0) {
            pause(refresh.compareTo(POLL) < 0 ? refresh : POLL);
        }
        return node.blockTemplate();
    }

    private void returnToFirst() {
        templatesOfLeader++;
        if (leader > 0 && templatesOfLeader >= STAND_IN_TEMPLATES) {
            leadBy(0);
        }
    }

    private void leadBy(int node) {
        leader = node;
        templatesOfLeader = 0;
        longPollId = Optional.empty();
    }

    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    }

    /** A call that waits at the node is interrupted. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
