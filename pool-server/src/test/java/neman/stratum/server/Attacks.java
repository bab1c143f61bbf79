package neman.stratum.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a pool on the open Internet meets, each bounded only by what the pool lets it do. */
final class Attacks {
    private static final String SUBSCRIBE = "{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"x\"]}\n";
    private static final String AUTHORIZE =
            "{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestMiner.USER + "\",\"x\"]}\n";
    private static final String ASK = "{\"id\":3,\"method\":\"mining.nothing\",\"params\":[]}\n";
    private static final byte[] NEVER_ENDING = bytes("a".repeat(1 << 16));

    private Attacks() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
    }

    /** Requests that come a byte now and then. */
    static void slowBytes(Attacker self) throws IOException, InterruptedException {
        for (int i = 0; !self.isOver(50); i++) {
            for (Socket socket : self.connections(40)) {
                socket.getOutputStream().write(ASK.charAt(i % (ASK.length() - 1)));
            }
        }
    }

    static void halfLines(Attacker self) throws IOException, InterruptedException {
        for (Socket socket : self.connections(40)) {
            send(socket, SUBSCRIBE + "{\"id\":2,\"method\":\"mining.autho");
        }
        self.isOver(3_000);
        self.hangUp();
    }

    static void lineOfAMebibyte(Attacker self) throws IOException {
        OutputStream out = self.connect().getOutputStream();
        for (int i = 0; i < 16; i++) {
            out.write(NEVER_ENDING);
        }
        self.hangUp();
    }

    static void noSense(Attacker self) throws IOException {
        List<String> lines = List.of(
                "\u0000\u0000\u0000\n",
                "{\"id\":1,\"method\":\"\u00c0\u0080\u00ff\"}\n",
                "{\"id\":" + "[".repeat(4_000) + "\n",
                "{\"a\":".repeat(1_000) + "\n",
                "{\"id\":1e999999999,\"method\":\"mining.suggest_difficulty\",\"params\":[1e999999999]}\n",
                "GET / HTTP/1.1\r\n");
        Socket socket = self.connect();
        send(socket, SUBSCRIBE);
        for (int i = 0; i < 200; i++) {
            send(socket, lines.get(i % lines.size()));
        }
        self.hangUp();
    }

    /** Asks without an end, and reads what it is told. */
    static void requestFlood(Attacker self) throws IOException, InterruptedException {
        Socket socket = self.connect();
        send(socket, SUBSCRIBE + AUTHORIZE);
        byte[] burst = bytes(ASK.repeat(50));
        while (!self.isOver(1)) {
            socket.getOutputStream().write(burst);
            readWhatIsThere(socket.getInputStream());
        }
    }

    private static void readWhatIsThere(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        while (in.available() > 0 && in.read(buffer) > 0) {
            // only to let more come
        }
    }

    static void connectionFlood(Attacker self) throws IOException {
        self.connections(5);
        self.hangUp();
    }

    /** Repeats a submit that was never a share. */
    static void invalidShares(Attacker self) throws IOException, InterruptedException {
        Socket socket = self.connect();
        send(socket, SUBSCRIBE + AUTHORIZE);
        String submit = "{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"" + TestMiner.USER
                + "\",\"1\",\"00\",\"00000000\",\"zz\"]}\n";
        byte[] buffer = new byte[1 << 16];
        while (!self.isOver(5)) {
            send(socket, submit.repeat(20));
            if (isOver(socket, buffer)) {
                throw new IOException("sent away");
            }
        }
    }

    private static boolean isOver(Socket socket, byte[] buffer) throws IOException {
        try {
            return socket.getInputStream().read(buffer) < 0;
        } catch (SocketTimeoutException e) {
            return false; // it waits for having sent too many requests
        }
    }

    /** Asks for much and reads nothing of it. */
    static void neverReads(Attacker self) throws IOException, InterruptedException {
        List<Socket> sockets = self.connections(10);
        for (Socket socket : sockets) {
            send(socket, SUBSCRIBE + AUTHORIZE);
        }
        while (!self.isOver(20)) {
            for (Socket socket : sockets) {
                send(socket, ASK.repeat(20));
            }
        }
    }
}
