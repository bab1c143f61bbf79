package neman.bitcoin.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * One HTTP/1.1 connection to a node: a request, its answer, and then perhaps another. The calling thread does everything itself,
 * because a word of a new block waits for it and each handing over between threads costs a part of a millisecond; and an answer
 * is read as it arrives, because a template has megabytes.
 *
 * <p>One caller at a time. An interrupt of that thread, and {@link #close} by any thread, end what it does with an exception:
 * the socket is a channel's for that.
 */
final class HttpConnection implements AutoCloseable {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_STATUS = 599;

    private static final Http1Config BOUNDS = Http1Config.custom()
            .setBufferSize(1 << 16)
            .setMaxLineLength(8192)
            .setMaxHeaderCount(100)
            .build();

    private static final HttpConnectionFactory<? extends HttpClientConnection> FACTORY =
            DefaultBHttpClientConnectionFactory.builder().http1Config(BOUNDS).build();

    private final SocketChannel channel;
    private final HttpRequestExecutor executor = new HttpRequestExecutor();
    private HttpClientConnection http;
    private ClassicHttpRequest request;
    private ClassicHttpResponse response;
    private HttpBody body;
    private volatile long idleSinceNanos;

    private HttpConnection(SocketChannel channel) {
        this.channel = channel;
    }

    /** One that is not connected yet: so it can be closed while it connects. */
    static HttpConnection unconnected() throws IOException {
        return new HttpConnection(SocketChannel.open());
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
        http = FACTORY.createConnection(secure ? secured(name, port) : channel.socket());
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
     * @return the status, 100 … 599
     */
    int post(URI uri, String authorization, byte[] content, long maxAnswerBytes) throws IOException {
        request = new BasicClassicHttpRequest("POST", uri.getRawPath());
        request.addHeader(HttpHeaders.HOST, uri.getRawAuthority());
        request.addHeader(HttpHeaders.AUTHORIZATION, authorization);
        request.addHeader(HttpHeaders.CONTENT_TYPE, ContentType.APPLICATION_JSON.getMimeType());
        request.addHeader(HttpHeaders.CONTENT_LENGTH, content.length);
        request.setEntity(new ByteArrayEntity(content, ContentType.APPLICATION_JSON));
        response = execute();
        if (response.getCode() > MAX_STATUS) {
            throw new IOException("no HTTP status");
        }
        body = bounded(response.getEntity(), maxAnswerBytes);
        return response.getCode();
    }

    private ClassicHttpResponse execute() throws IOException {
        try {
            return executor.execute(request, http, HttpCoreContext.create());
        } catch (HttpException e) {
            throw new IOException("no HTTP/1 answer: " + e.getMessage(), e);
        } catch (IOException e) {
            throw HttpBody.named(e);
        }
    }

    private static HttpBody bounded(HttpEntity entity, long maxBytes) throws IOException {
        if (entity == null) {
            return new HttpBody(InputStream.nullInputStream(), maxBytes);
        }
        if (entity.getContentLength() > maxBytes) {
            throw HttpBody.tooLarge(maxBytes);
        }
        return new HttpBody(entity.getContent(), maxBytes);
    }

    /** Of the last answer; to be read before the next request. */
    HttpBody body() {
        return body;
    }

    /** Whether the last answer is over and another request can follow it. */
    boolean canServeAnother() {
        try {
            idleSinceNanos = System.nanoTime();
            return body.drain()
                    && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
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
