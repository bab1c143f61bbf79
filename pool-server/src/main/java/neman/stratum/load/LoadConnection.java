package neman.stratum.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.Difficulty;
import neman.stratum.miner.PoolJob;

/** One miner of the load: subscribes, authorizes, sends shares when it is told to. Thread: its channel's event loop. */
final class LoadConnection extends SimpleChannelInboundHandler<ByteBuf> {
    private static final long SUBSCRIBE_ID = 1;
    private static final long SUGGEST_ID = 2;
    private static final long AUTHORIZE_ID = 3;
    private static final long FIRST_SUBMIT_ID = 10;

    /** So long after its replacement a job's solved shares are still sent; pools take them for a minute or more. */
    private static final long REPLACED_JOB_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final LoadLoop loop;
    private final long dueNanos;
    private final LineSplitter lines = new LineSplitter();
    private final PendingSubmits pending = new PendingSubmits(FIRST_SUBMIT_ID);
    private Channel channel;
    private byte[] extranonce1 = {};
    private int extranonce2Bytes;
    private Difficulty difficulty = Difficulty.ONE;
    private PoolJob job;
    private boolean authorized;
    private boolean lost;
    private long replacedAtNanos;
    private long works;
    private ShareWork work;
    private SubmitLine submitLine;

    /** @param dueNanos when its connecting was due; handshake time counts from there */
    LoadConnection(LoadLoop loop, long dueNanos) {
        this.loop = loop;
        this.dueNanos = dueNanos;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        if (lost) { // given up before it was connected
            channel.close();
            return;
        }
        send("{\"id\":" + SUBSCRIBE_ID + ",\"method\":\"mining.subscribe\",\"params\":[\"neman-load/1\"]}\n");
    }

    private void send(String line) {
        channel.writeAndFlush(ByteBufUtil.writeUtf8(channel.alloc(), line));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) throws IOException {
        lines.read(in, this::readLine);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    private void readLine(byte[] bytes, int start, int end) throws IOException {
        long accepted = AnswerScan.acceptedId(bytes, start, end);
        if (accepted >= FIRST_SUBMIT_ID) {
            submitAnswered(accepted, "");
        } else {
            take(loop.parse(bytes, start, end));
        }
    }

    private void take(PoolLine line) throws IOException {
        if (line instanceof PoolLine.Notify notify) {
            takeJob(notify);
        } else if (line instanceof PoolLine.SetDifficulty set) {
            difficulty = set.difficulty();
        } else if (line instanceof PoolLine.Subscribed subscribed) {
            extranonce1 = subscribed.extranonce1();
            extranonce2Bytes = subscribed.extranonce2Bytes();
            send(loop.suggestAndAuthorize(SUGGEST_ID, AUTHORIZE_ID));
        } else if (line instanceof PoolLine.Answer answer) {
            takeAnswer(answer);
        }
    }

    private void takeAnswer(PoolLine.Answer answer) throws IOException {
        if (answer.id() >= FIRST_SUBMIT_ID) {
            submitAnswered(answer.id(), answer.error());
        } else if (answer.id() == AUTHORIZE_ID && answer.isTrue()) {
            authorize();
        } else if (answer.id() == AUTHORIZE_ID || answer.id() == SUBSCRIBE_ID) {
            throw new IOException("refused: " + answer.error());
        }
    }

    private void authorize() {
        if (!lost) {
            authorized = true;
            loop.handshakeDone(System.nanoTime() - dueNanos);
        }
    }

    private void takeJob(PoolLine.Notify notify) {
        loop.jobArrived(notify.job());
        job = notify.job();
        if (notify.clean()) {
            work = null;
        } else if (work != null && replacedAtNanos == 0) {
            replacedAtNanos = System.nanoTime();
        }
    }

    /** Whether it can send shares. */
    boolean isReady() {
        return authorized && job != null && !lost;
    }

    boolean isAuthorized() {
        return authorized && !lost;
    }

    Difficulty difficulty() {
        return difficulty;
    }

    /** Work on the present job, for another thread to solve; the connection goes on with it from {@link #begin}. */
    ShareWork newWork() {
        byte[] extranonce2 = new byte[extranonce2Bytes];
        works++;
        for (int i = 0; i < Math.min(extranonce2Bytes, Long.BYTES); i++) {
            extranonce2[extranonce2Bytes - 1 - i] = (byte) (works >>> (8 * i));
        }
        return new ShareWork(job, extranonce1, extranonce2, difficulty.target());
    }

    void begin(ShareWork next) {
        work = next;
        submitLine = new SubmitLine(loop.quotedUser(), next);
        replacedAtNanos = next.job() == job ? 0 : System.nanoTime();
    }

    /** Sends a share that was due then; nothing leaves before a flush. */
    void submit(long due) {
        if (lost || pending.isFull() || !channel.isWritable()) {
            loop.countUnsent();
            return;
        }
        chooseWork();
        if (!work.hasSolved()) {
            loop.countSolvedLate();
        }
        int nonce = work.take();
        loop.countSent();
        channel.write(submitLine.encode(channel.alloc(), pending.add(due), nonce), channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    private void chooseWork() {
        boolean old = work != null
                && replacedAtNanos != 0
                && (!work.hasSolved() || System.nanoTime() - replacedAtNanos > REPLACED_JOB_NANOS);
        if (work == null || old) {
            begin(newWork());
        }
    }

    private void submitAnswered(long id, String error) {
        long due = pending.remove(id);
        if (due != PendingSubmits.UNKNOWN) {
            loop.answered(due, error);
            loop.refill(this);
        }
    }

    int unanswered() {
        return pending.waiting();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lose("closed by the pool");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lose(String.valueOf(cause.getMessage()));
        ctx.close();
    }

    /** Counted once: as a failed handshake before it was authorized, as a lost connection after. */
    void lose(String reason) {
        if (!lost) {
            lost = true;
            extranonce1 = Arrays.copyOf(extranonce1, 0);
            loop.connectionLost(authorized, reason);
        }
    }

    void close() {
        lost = true;
        if (channel != null) {
            channel.close();
        }
    }
}
