package neman.stratum.miner;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import neman.bitcoin.Hash256;

/** Lines to and from one pool. One thread reads; any thread writes. */
final class PoolConnection implements Closeable {
    static final long SUBSCRIBE_ID = 1;
    static final long AUTHORIZE_ID = 2;

    private static final int MAX_LINE_BYTES = 1 << 20;
    /** A pool that owes more answers than these is taken for dead. */
    private static final int MAX_UNANSWERED = 10_000;

    private static final int CONNECT_TIMEOUT_MS = 10_000;
    private static final int SILENCE_TIMEOUT_MS = 120_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final AtomicLong lastId = new AtomicLong(AUTHORIZE_ID);
    private final Map<Long, Hash256> unanswered = new ConcurrentHashMap<>();

    /** @param url of the settings, or where the pool sent this miner */
    PoolConnection(URI url, MinerSettings settings) throws IOException {
        Socket tcp = new Socket();
        try {
            tcp.connect(address(url), CONNECT_TIMEOUT_MS);
            tcp.setSoTimeout(CONNECT_TIMEOUT_MS);
            tcp.setTcpNoDelay(true);
            socket = settings.isTls() ? settings.trust().handshake(tcp, url.getHost()) : tcp;
            socket.setSoTimeout(SILENCE_TIMEOUT_MS);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    private static InetSocketAddress address(URI url) {
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    void subscribe() throws IOException {
        write("{\"id\":" + SUBSCRIBE_ID + ",\"method\":\"mining.subscribe\",\"params\":[\"neman-cpuminer\"]}");
    }

    void authorize(String user, String password) throws IOException {
        write("{\"id\":" + AUTHORIZE_ID + ",\"method\":\"mining.authorize\",\"params\":" + params(user, password)
                + "}");
    }

    /** @param header the hash of the header that is submitted, for {@link #answered} */
    void submit(String user, String jobId, byte[] extranonce2, int timeSeconds, int nonce, Hash256 header)
            throws IOException {
        if (unanswered.size() >= MAX_UNANSWERED) {
            throw new IOException("the pool owes answers to " + MAX_UNANSWERED + " shares");
        }
        long id = lastId.incrementAndGet();
        unanswered.put(id, header);
        HexFormat hex = HexFormat.of();
        write("{\"id\":" + id + ",\"method\":\"mining.submit\",\"params\":"
                + params(user, jobId, hex.formatHex(extranonce2), hex.toHexDigits(timeSeconds), hex.toHexDigits(nonce))
                + "}");
    }

    /** The share that an answer is about; empty for an id that no share has. */
    Optional<Hash256> answered(long id) {
        return Optional.ofNullable(unanswered.remove(id));
    }

    private static String params(String... texts) throws IOException {
        return PoolMessage.JSON.writeValueAsString(texts);
    }

    private synchronized void write(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** The next line, without its end. */
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the pool closed the connection");
            }
            if (line.size() == MAX_LINE_BYTES) {
                throw new IOException("the pool sent a line above " + MAX_LINE_BYTES + " bytes");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
