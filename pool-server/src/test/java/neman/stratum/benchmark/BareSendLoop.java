package neman.stratum.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The floor below which no pool spreads a new job: sockets that are sent the same bytes one after the other, and nothing else.
 * It speaks just enough Stratum for {@code ./pool load} to connect and to measure its notify spread:
 *
 * <pre>
 * java -cp … neman.stratum.benchmark.BareSendLoop 3399 2 50 12
 * ./pool load --url stratum+tcp://127.0.0.1:3399 --user x --connections 10000 --duration 40s
 * </pre>
 *
 * Arguments: port, sending threads, seconds after which it ends by itself, merkle branches of a job. Loopback only.
 */
public final class BareSendLoop {
    private static final int JOB_EVERY_MS = 4_000;

    private final List<SocketChannel> connections = new ArrayList<>();
    private final int branches;
    private final Selector selector;
    private final ByteBuffer received = ByteBuffer.allocateDirect(4096);

    private BareSendLoop(int port, int branches) throws IOException {
        this.branches = branches;
        selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        BareSendLoop loop = new BareSendLoop(Integer.parseInt(args[0]), Integer.parseInt(args[3]));
        loop.run(Integer.parseInt(args[1]), System.nanoTime() + Long.parseLong(args[2]) * 1_000_000_000);
    }

    private void run(int threads, long endNanos) throws IOException, InterruptedException {
        int job = 0;
        long nextJob = System.nanoTime() + JOB_EVERY_MS * 1_000_000L;
        while (System.nanoTime() < endNanos) {
            selector.select(10);
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    accept((ServerSocketChannel) key.channel());
                } else {
                    answer(key);
                }
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() - nextJob > 0) {
                nextJob += JOB_EVERY_MS * 1_000_000L;
                sendAll(threads, notification(++job));
            }
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        for (SocketChannel accepted = server.accept(); accepted != null; accepted = server.accept()) {
            accepted.configureBlocking(false);
            accepted.register(selector, SelectionKey.OP_READ, new StringBuilder());
            connections.add(accepted);
        }
    }

    private void answer(SelectionKey key) throws IOException {
        SocketChannel connection = (SocketChannel) key.channel();
        received.clear();
        if (connection.read(received) < 0) {
            connections.remove(connection);
            connection.close();
            return;
        }
        StringBuilder text = (StringBuilder) key.attachment();
        text.append(StandardCharsets.US_ASCII.decode(received.flip()));
        for (int end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
            String line = text.substring(0, end);
            text.delete(0, end + 1);
            int id = line.indexOf("\"id\":") + 5;
            String result = line.contains("subscribe") ? "[[],\"00000001\",8]" : "true";
            String sent = "{\"id\":" + line.charAt(id) + ",\"result\":" + result + ",\"error\":null}\n";
            connection.write(ByteBuffer.wrap(sent.getBytes(StandardCharsets.US_ASCII)));
            if (line.contains("authorize")) {
                connection.write(notification(0));
            }
        }
    }

    /** As long as the pool's line for a block of some thousand transactions. */
    private ByteBuffer notification(int job) {
        String hash = "0123456789abcdef".repeat(4);
        String branch = String.join(",", Collections.nCopies(branches, "\"" + hash + "\""));
        String line =
                "{\"id\":null,\"method\":\"mining.notify\",\"params\":[\"" + Integer.toHexString(job) + "\",\"" + hash
                        + "\",\"" + "01".repeat(62) + "\",\"" + "02".repeat(96) + "\",["
                        + branch
                        + "],\"20000000\",\"1e0377ae\",\"6740d1e5\",true]}\n";
        byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private void sendAll(int threads, ByteBuffer line) throws InterruptedException {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int first = i;
            Thread sender = new Thread(() -> send(first, threads, line.duplicate()));
            sender.start();
            senders.add(sender);
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private void send(int first, int step, ByteBuffer line) {
        for (int i = first; i < connections.size(); i += step) {
            try {
                connections.get(i).write(line.rewind());
            } catch (IOException e) {
                continue; // it has gone; the selector will see that
            }
        }
    }
}
