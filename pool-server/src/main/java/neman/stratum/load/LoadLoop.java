package neman.stratum.load;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import neman.stratum.miner.PoolJob;

/** The connections of one event loop, their pace and what became of their shares. Thread: that event loop. */
final class LoadLoop {
    private final LoadSettings settings;
    private final EventLoop executor;
    private final String quotedUser;
    private final List<LoadConnection> connections = new ArrayList<>();
    private LoadCounts counts = new LoadCounts();
    private byte[] lastLong = {};
    private PoolLine lastLongParsed = new PoolLine.Other();

    private boolean sending;
    private boolean counting;
    private long countFromNanos = Long.MAX_VALUE;
    private long nextDueNanos;
    private double intervalNanos;
    private long firstDueNanos;
    private long sequence;

    LoadLoop(LoadSettings settings, EventLoop executor, String quotedUser) {
        this.settings = settings;
        this.executor = executor;
        this.quotedUser = quotedUser;
    }

    EventLoop executor() {
        return executor;
    }

    LoadCounts counts() {
        return counts;
    }

    List<LoadConnection> connections() {
        return connections;
    }

    LoadConnection open(long dueNanos) {
        LoadConnection connection = new LoadConnection(this, dueNanos);
        connections.add(connection);
        return connection;
    }

    /** Closes every connection and forgets what was counted. */
    boolean beginAnew() {
        connections.forEach(LoadConnection::close);
        connections.clear();
        counts = new LoadCounts();
        return true;
    }

    String quotedUser() {
        return quotedUser;
    }

    String suggestAndAuthorize(long suggestId, long authorizeId) {
        return "{\"id\":" + suggestId + ",\"method\":\"mining.suggest_difficulty\",\"params\":["
                + settings.difficulty().toPlainString() + "]}\n{\"id\":" + authorizeId
                + ",\"method\":\"mining.authorize\",\"params\":[" + quotedUser + ","
                + LoadGenerator.quoted(settings.password()) + "]}\n";
    }

    /** A job's line is the same for all connections, so it is parsed once. */
    PoolLine parse(byte[] bytes, int start, int end) throws IOException {
        if (Arrays.equals(bytes, start, end, lastLong, 0, lastLong.length)) {
            return lastLongParsed;
        }
        PoolLine parsed = PoolLine.parse(bytes, start, end);
        if (parsed instanceof PoolLine.Notify) {
            lastLong = Arrays.copyOfRange(bytes, start, end);
            lastLongParsed = parsed;
        }
        return parsed;
    }

    void handshakeDone(long nanos) {
        counts.handshakeDone(nanos);
    }

    void connectionLost(boolean afterHandshake, String reason) {
        counts.connectionLost(afterHandshake, reason);
    }

    void jobArrived(PoolJob job) {
        counts.jobArrived(job.id(), System.nanoTime());
    }

    void countSent() {
        counts.sent += counting ? 1 : 0;
    }

    void countUnsent() {
        counts.unsent += counting ? 1 : 0;
    }

    void countSolvedLate() {
        counts.solvedLate += counting ? 1 : 0;
    }

    /** @param error empty where the share was accepted */
    void answered(long dueNanos, String error) {
        if (counting) {
            counts.answered(error);
        }
        if (dueNanos - countFromNanos >= 0) {
            counts.latency.recordValue(Math.min(LoadCounts.LONGEST_NANOS, Math.max(0, System.nanoTime() - dueNanos)));
        }
    }

    /** Begins to send; {@code firstDue} and {@code interval} are this loop's own, in an open loop. */
    void startSending(long firstDue, double interval) {
        sending = true;
        if (settings.pace() instanceof Pace.OpenLoop) {
            firstDueNanos = firstDue;
            nextDueNanos = firstDue;
            intervalNanos = interval;
            sendDue();
        } else if (settings.pace() instanceof Pace.ClosedLoop closed) {
            connections.forEach(connection -> startClosed(connection, closed.outstanding()));
        }
    }

    private void startClosed(LoadConnection connection, int outstanding) {
        if (connection.isReady()) {
            for (int i = 0; i < outstanding; i++) {
                connection.submit(System.nanoTime());
            }
            connection.flush();
        }
    }

    /** Sends every share whose time has come, each by the next connection, and sleeps until the next one's. */
    private void sendDue() {
        long now = System.nanoTime();
        while (sending && nextDueNanos - now <= 0) {
            LoadConnection connection = connections.get((int) (sequence % connections.size()));
            connection.submit(nextDueNanos);
            connection.flush();
            sequence++;
            nextDueNanos = firstDueNanos + (long) (sequence * intervalNanos);
        }
        if (sending) {
            executor.schedule(this::sendDue, Math.max(0, nextDueNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    /** In a closed loop an answer calls for the next share. It leaves with the flush at the end of this read. */
    void refill(LoadConnection connection) {
        if (sending && settings.pace() instanceof Pace.ClosedLoop) {
            connection.submit(System.nanoTime());
        }
    }

    /** What is due from now on counts. */
    void startCounting(long nowNanos) {
        counting = true;
        countFromNanos = nowNanos;
    }

    /** Sends nothing more; answers to what was sent are still measured. */
    void stopSending() {
        sending = false;
        counting = false;
    }

    long unanswered() {
        return connections.stream().mapToLong(LoadConnection::unanswered).sum();
    }
}
