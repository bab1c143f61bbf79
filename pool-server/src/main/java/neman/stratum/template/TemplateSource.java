package neman.stratum.template;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import neman.accounting.alarm.AlarmBook;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.NodeClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches all nodes, and brings new tips and templates as soon as ZMQ, long poll or a slow poll tells of them, whichever is
 * first. Each node is asked by threads of its own; what they learn is decided on by one, {@link TemplateDesk}.
 */
public final class TemplateSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateSource.class);
    /** Each is one report. Who reports to a full queue waits. */
    private static final int MAX_REPORTS = 64;
    /** Things that follow from time alone are noticed so late. */
    private static final long TICK_MS = 250;

    private final BlockingQueue<Runnable> reports = new ArrayBlockingQueue<>(MAX_REPORTS);
    private final List<NodeLink> links = new ArrayList<>();
    private final TemplateDesk desk;
    private final Thread thread = new Thread(this::run, "templates");
    private volatile List<NodeStatus> nodes;
    private volatile boolean closed;

    /**
     * @param nodes in order of preference; not closed by this
     * @param listener called on this source's thread
     * @param clock that the nodes' are compared with
     */
    public TemplateSource(
            List<NodeClient> nodes,
            Network network,
            TemplateSettings settings,
            TemplateListener listener,
            AlarmBook alarms,
            InstantSource clock) {
        for (NodeClient node : nodes) {
            links.add(new NodeLink(links.size(), node, network, settings, new Letterbox(), clock));
        }
        this.desk = new TemplateDesk(links, settings, listener, new NodeAlarms(alarms), System::nanoTime);
        this.nodes = desk.nodes();
        thread.setDaemon(true);
    }

    /** Without nodes it does nothing. */
    public void start() {
        if (!links.isEmpty()) {
            thread.start();
            links.forEach(NodeLink::start);
        }
    }

    private void run() {
        while (!closed) {
            try {
                Runnable report = reports.poll(TICK_MS, TimeUnit.MILLISECONDS);
                if (report != null) {
                    report.run();
                }
                desk.tick();
                nodes = desk.nodes();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("event=template-failed", e);
            }
        }
    }

    /** How the nodes stood a moment ago, in the order of preference. Any thread. */
    public List<NodeStatus> nodes() {
        return nodes;
    }

    /** Calls that wait at nodes are interrupted. The listener is called no more when this returns. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        links.forEach(NodeLink::close);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Brings reports from the nodes' threads to the one that decides. */
    private final class Letterbox implements NodeReports {
        private void put(Runnable report) {
            try {
                while (!closed && !reports.offer(report, TICK_MS, TimeUnit.MILLISECONDS)) {
                    LOG.debug("event=template-reports-wait");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onTip(int node, ChainTip tip, Optional<Hash256> disowned) {
            put(() -> desk.onTip(node, tip, disowned));
        }

        @Override
        public void onUnfit(int node, String reason) {
            put(() -> desk.onUnfit(node, reason));
        }

        @Override
        public void onTemplate(int node, BlockTemplate template, ChainTip tip) {
            put(() -> desk.onTemplate(node, template, tip));
        }

        @Override
        public void onNoTemplate(int node, String reason) {
            put(() -> desk.onNoTemplate(node, reason));
        }

        @Override
        public void onClock(int node, Duration ahead) {
            put(() -> desk.onClock(node, ahead));
        }

        @Override
        public void onFees(int node, long sats) {
            put(() -> desk.onFees(node, sats));
        }
    }
}
