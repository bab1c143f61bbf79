package neman.stratum.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A wire between miner and pool that a test can cut. */
final class Relay implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final InetSocketAddress pool;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    Relay(InetSocketAddress pool) throws IOException {
        this.pool = pool;
        run(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Ends the connections of now. */
    void cut() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                return; // cut
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket miner = listening.accept();
            Socket server = new Socket(pool.getAddress(), pool.getPort());
            open.addAll(List.of(miner, server));
            run(() -> miner.getInputStream().transferTo(server.getOutputStream()));
            run(() -> server.getInputStream().transferTo(miner.getOutputStream()));
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
