package neman.bitcoin.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What answers an HTTP request byte by byte as a test says, over sockets of its own. */
final class RawNode implements AutoCloseable {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();

    /** Told when a request was read whole; the connection is closed where it says so. */
    interface Answerer {
        boolean answerAndGoOn(OutputStream out, int numberOfRequest) throws IOException;
    }

    RawNode(ServerSocket server, Answerer answerer) {
        this.server = server;
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    threads.execute(() -> serve(socket, answerer));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    RawNode(Answerer answerer) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answerer);
    }

    /** Always the same bytes, in pieces of this size. */
    static RawNode answering(String bytes, int pieceBytes) throws IOException {
        return new RawNode((out, number) -> {
            byte[] all = bytes.getBytes(StandardCharsets.ISO_8859_1);
            for (int at = 0; at < all.length; at += pieceBytes) {
                out.write(all, at, Math.min(pieceBytes, all.length - at));
                out.flush();
            }
            return false;
        });
    }

    private void serve(Socket socket, Answerer answerer) {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            boolean goesOn = true;
            while (goesOn && readRequest(in)) {
                goesOn = answerer.answerAndGoOn(socket.getOutputStream(), requests.incrementAndGet());
            }
        } catch (IOException theOtherEndIsGone) {
            return;
        }
    }

    private static boolean readRequest(BufferedReader in) throws IOException {
        int length = 0;
        for (String line = in.readLine(); line == null || !line.isEmpty(); line = in.readLine()) {
            if (line == null) {
                return false;
            }
            if (line.startsWith("Content-Length: ")) {
                length = Integer.parseInt(line.substring(16));
            }
        }
        return in.skip(length) == length;
    }

    int connections() {
        return connections.get();
    }

    int requests() {
        return requests.get();
    }

    NodeClient client() {
        return client("http", Duration.ofSeconds(20));
    }

    NodeClient client(String scheme, Duration timeout) {
        URI uri = URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
        return new NodeClient(
                new NodeEndpoint(uri, new NodeAuthentication.Password("user", "password"), Optional.empty()), timeout);
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
