package neman.bitcoin.node;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import neman.bitcoin.node.HttpBody.Framing;

/**
 * One HTTP/1.1 connection to a node: a request, its answer, and then perhaps another. The calling thread does everything itself,
 * because a word of a new block waits for it and each handing over between threads costs a part of a millisecond; and an answer
 * is read as it arrives, because a template has megabytes.
 *
 * <p>One caller at a time. An interrupt of that thread, and {@link #close} by any thread, end what it does with an exception.
 */
final class HttpConnection implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAX_HEAD_LINE_BYTES = 8192;
    private static final int MAX_HEAD_LINES = 100;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final SocketChannel channel;
    private final String host;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private boolean lasts;
    private HttpBody body;
    private volatile long idleSinceNanos;

    private HttpConnection(SocketChannel channel, String host) {
        this.channel = channel;
        this.host = host;
    }

    /** One that is not connected yet: so it can be closed while it connects. */
    static HttpConnection unconnected(URI node) throws IOException {
        return new HttpConnection(SocketChannel.open(), node.getRawAuthority());
    }

    /** Connects, and for {@code https} makes sure that the certificate is the host's. */
    void connect(URI node) throws IOException {
        boolean secure = node.getScheme().equals("https");
        int port = node.getPort() >= 0 ? node.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
        String name = node.getHost().startsWith("[")
                ? node.getHost().substring(1, node.getHost().length() - 1)
                : node.getHost();
        InetSocketAddress address = new InetSocketAddress(name, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(name);
        }
        channel.connect(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket = secure ? secured(name, port) : channel.socket();
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        out = socket.getOutputStream();
    }

    private Socket secured(String name, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secured = (SSLSocket) factory.createSocket(channel.socket(), name, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /**
     * Sends a request and reads the head of its answer; the body follows from {@link #body}.
     *
     * @return the status
     */
    int post(URI uri, String authorization, byte[] content, long maxAnswerBytes) throws IOException {
        send(uri, authorization, content);
        int status = status(line());
        while (status / 100 == 1) { // an interim answer
            readFields(maxAnswerBytes);
            status = status(line());
        }
        readFields(maxAnswerBytes);
        return status;
    }

    private void send(URI uri, String authorization, byte[] content) throws BrokenConnectionException {
        String head = "POST " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: " + authorization
                + "\r\nContent-Type: application/json\r\nContent-Length: " + content.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + content.length);
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(content);
        try {
            request.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new BrokenConnectionException(e);
        }
    }

    private int status(String line) throws IOException {
        String[] words = line.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5][0-9]{2}")) {
            throw new IOException("no HTTP/1 answer");
        }
        lasts = !words[0].equals("HTTP/1.0");
        return Integer.parseInt(words[1]);
    }

    private void readFields(long maxAnswerBytes) throws IOException {
        Framing framing = Framing.CONNECTION;
        long length = 0;
        int lines = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (++lines > MAX_HEAD_LINES) {
                throw new IOException("the answer's head has more than " + MAX_HEAD_LINES + " lines");
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.equals("transfer-encoding")) {
                framing = Framing.CHUNKS;
                length = 0;
            } else if (name.equals("content-length") && framing != Framing.CHUNKS) {
                framing = Framing.LENGTH;
                length = length(value, maxAnswerBytes);
            } else if (name.equals("connection")) {
                lasts = value.equalsIgnoreCase("keep-alive") || lasts && !value.equalsIgnoreCase("close");
            }
        }
        body = new HttpBody(in, framing, length, maxAnswerBytes);
    }

    private static long length(String value, long maxBytes) throws IOException {
        try {
            long length = Long.parseLong(value);
            if (length > maxBytes) {
                throw new IOException("the answer has more than " + maxBytes + " bytes");
            }
            return Math.max(0, length);
        } catch (NumberFormatException e) {
            throw new IOException("the answer's length is no number", e);
        }
    }

    private String line() throws IOException {
        return HttpBody.readLine(in, MAX_HEAD_LINE_BYTES);
    }

    /** Of the last answer; to be read before the next request. */
    HttpBody body() {
        return body;
    }

    /** Whether the last answer is over and another request can follow it. */
    boolean canServeAnother() {
        try {
            boolean whole = body.drain();
            idleSinceNanos = System.nanoTime();
            return whole && lasts;
        } catch (IOException e) {
            return false;
        }
    }

    long idleNanos() {
        return System.nanoTime() - idleSinceNanos;
    }

    /** Any thread. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            return;
        }
    }
}
