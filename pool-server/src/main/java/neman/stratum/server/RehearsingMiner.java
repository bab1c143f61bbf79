package neman.stratum.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Comes, mines a little and goes, again and again. One thread, plain sockets: the processors are the pool's. */
final class RehearsingMiner {
    /** As many as make the way of a share as well known as that of a handshake. */
    private static final int SHARES_A_CONNECTION = 3;

    private static final int PATIENCE_MS = 2_000;
    private static final String ACCEPTED = "\"result\":true";

    private static final Pattern JOB =
            Pattern.compile("mining\\.notify\",\"params\":\\[\"([0-9a-f]+)\".*\"([0-9a-f]{8})\",(?:true|false)]}");

    private final String user;
    private final int extranonce2Bytes;
    private final OutputStream out;
    private final BufferedReader in;

    private RehearsingMiner(Socket socket, String user, int extranonce2Bytes) throws IOException {
        this.user = user;
        this.extranonce2Bytes = extranonce2Bytes;
        this.out = socket.getOutputStream();
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    static Rehearsal.Played play(InetSocketAddress pool, String user, int extranonce2Bytes, Duration length)
            throws IOException {
        long end = System.nanoTime() + length.toNanos();
        int connections = 0;
        int accepted = 0;
        while (System.nanoTime() - end < 0) {
            try (Socket socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MS);
                socket.connect(pool, PATIENCE_MS);
                accepted += new RehearsingMiner(socket, user, extranonce2Bytes).mine();
                connections++;
            }
        }
        return new Rehearsal.Played(connections, accepted);
    }

    private int mine() throws IOException {
        say("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"neman-rehearsal\"]}\n");
        readLine();
        say("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + user + "\",\"x\"]}\n");
        Matcher job = JOB.matcher(readLine());
        while (!job.find()) {
            job.reset(readLine());
        }
        int accepted = 0;
        for (int i = 1; i <= SHARES_A_CONNECTION; i++) {
            say("{\"id\":4,\"method\":\"mining.submit\",\"params\":[\"" + user + "\",\"" + job.group(1) + "\",\""
                    + String.format("%0" + 2 * extranonce2Bytes + "x", i) + "\",\"" + job.group(2)
                    + "\",\"00000000\"]}\n");
            accepted += readLine().contains(ACCEPTED) ? 1 : 0;
        }
        return accepted;
    }

    private void say(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
    }

    private String readLine() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the rehearsing front end hung up");
        }
        return line;
    }
}
