package neman.stratum.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** Miners that have logged in and from then on only listen: lines of all of them are counted by one thread. */
final class Crowd implements AutoCloseable {
    private final Selector selector = Selector.open();
    private final Thread thread = new Thread(this::listen, "crowd");
    private volatile long lines;
    private volatile Thread waiting;
    private volatile boolean closed;

    /** Returns when each has its first job. */
    Crowd(InetSocketAddress pool, String user, int miners) throws IOException {
        for (int i = 0; i < miners; i++) {
            SocketChannel channel = SocketChannel.open(pool);
            logIn(channel.socket(), user);
            channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        }
        thread.start();
    }

    private static void logIn(Socket socket, String user) throws IOException {
        String requests = "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}\n"
                + "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + user + "\",\"x\"]}\n";
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String line = lines.readLine();
        while (!line.contains("mining.notify\",\"params")) {
            line = lines.readLine();
        }
    }

    private void listen() {
        ByteBuffer received = ByteBuffer.allocate(1 << 16);
        try {
            while (!closed) {
                selector.select(key -> lines += read((SocketChannel) key.channel(), received));
                LockSupport.unpark(waiting);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int read(SocketChannel channel, ByteBuffer received) {
        try {
            int lines = 0;
            received.clear();
            channel.read(received);
            for (int i = 0; i < received.position(); i++) {
                lines += received.get(i) == '\n' ? 1 : 0;
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of all miners since they logged in. */
    long lines() {
        return lines;
    }

    /** Returns when there are so many; called by one thread. */
    void await(long count) {
        waiting = Thread.currentThread();
        while (lines < count) {
            LockSupport.park(this);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
