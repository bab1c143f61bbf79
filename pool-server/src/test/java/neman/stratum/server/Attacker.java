package neman.stratum.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One thread that does a pool harm from one address, again and again until it is told to end. */
final class Attacker {
    /** What an attacker does over and over; an {@link IOException} means that the pool cut it, and it begins anew. */
    interface Attack {
        void strike(Attacker self) throws IOException, InterruptedException;
    }

    private final InetSocketAddress pool;
    private final InetAddress from;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Thread thread;

    Attacker(String name, InetSocketAddress pool, int lastByte, Attack attack) throws IOException {
        this.pool = pool;
        this.from = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) lastByte});
        this.thread = new Thread(() -> attack(attack), "attacker-" + name);
        thread.start();
    }

    private void attack(Attack attack) {
        try {
            while (!isOver(2)) {
                try {
                    attack.strike(this);
                } catch (IOException cut) {
                    hangUp(); // and again
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hangUp();
        }
    }

    /** Waits so long for the end; true when it has come. */
    boolean isOver(int millis) throws InterruptedException {
        return end.await(millis, TimeUnit.MILLISECONDS);
    }

    Socket connect() throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.setReceiveBufferSize(1 << 14);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(pool, 2_000);
        socket.setSoTimeout(200);
        return socket;
    }

    /** Connects until there are so many. */
    List<Socket> connections(int count) throws IOException {
        while (open.size() < count) {
            connect();
        }
        return open;
    }

    void hangUp() {
        open.forEach(Attacker::close);
        open.clear();
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return; // it is gone either way
        }
    }

    /** Ends a write that hangs, too. */
    void stop() throws InterruptedException {
        end.countDown();
        for (long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                thread.isAlive() && System.nanoTime() < deadline; ) {
            List.copyOf(open).forEach(Attacker::close);
            thread.join(50);
        }
    }
}
