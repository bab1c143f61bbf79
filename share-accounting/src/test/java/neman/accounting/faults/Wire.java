package neman.accounting.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One client's way to a server on this machine, which can be cut, or carry nothing for a while. */
final class Wire implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean cut;
    private boolean held;

    Wire(int serverPort) throws IOException {
        this.serverPort = serverPort;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    List<Fault> faults(String victim) {
        return List.of(
                new Fault(victim, "cut", () -> cut(true), () -> cut(false)),
                new Fault(victim, "carrying nothing", () -> hold(true), () -> hold(false)));
    }

    private synchronized void cut(boolean now) {
        cut = now;
        if (now) {
            closeSockets();
        }
    }

    private synchronized void hold(boolean now) {
        held = now;
        notifyAll();
    }

    private synchronized void awaitCarrying() throws InterruptedException {
        while (held) {
            wait();
        }
    }

    private synchronized boolean isCut() {
        return cut;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                connect(client);
            } catch (IOException e) {
                continue; // closed, or the server is away: the next client may have more luck
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            if (isCut()) {
                throw new IOException("cut");
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            sockets.add(server);
            start(() -> carry(client, server));
            start(() -> carry(server, client));
        } catch (IOException e) {
            end(client);
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] bytes = new byte[1 << 14];
        try {
            from.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                awaitCarrying();
                out.write(bytes, 0, count);
            }
        } catch (IOException | InterruptedException e) {
            // as between machines: both ends are told that it is over
        } finally {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void closeSockets() {
        sockets.forEach(this::end);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeSockets();
    }
}
