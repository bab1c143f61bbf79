package neman.bitcoin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 as nodes, and proxies before them, may speak it. */
class HttpConnectionTest {
    private static final String JSON =
            "{\"result\":{\"version\":1,\"subversion\":\"/x/\",\"connections\":8},\"error\":null,\"id\":1}\n";

    private static String withLength(String json) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + json.length() + "\r\n\r\n" + json;
    }

    private static String inChunks(String json) {
        int half = json.length() / 2;
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(half) + ";x=y\r\n"
                + json.substring(0, half) + "\r\n" + Integer.toHexString(json.length() - half) + "\r\n"
                + json.substring(half) + "\r\n0\r\nTrailer: x\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10_000})
    void anAnswerIsReadInWhateverPiecesAndFramingItComes(int pieceBytes) throws IOException {
        for (String answer : new String[] {
            withLength(JSON),
            inChunks(JSON),
            "HTTP/1.0 200 OK\r\n\r\n" + JSON,
            "HTTP/1.1 200 OK\nconnection:close\n\n" + JSON,
            "HTTP/1.1 100 Continue\r\n\r\n" + withLength(JSON)
        }) {
            try (RawNode node = RawNode.answering(answer, pieceBytes);
                    NodeClient client = node.client()) {
                assertEquals(8, client.networkInfo().connections(), answer);
            }
        }
    }

    @Test
    void oneConnectionServesCallAfterCallAlsoAfterErrors() throws IOException {
        String unknown = "{\"result\":null,\"error\":{\"code\":-5,\"message\":\"Block not found\"},\"id\":1}\n";
        try (RawNode node = new RawNode((out, number) -> {
                    String answer = number % 3 == 0 ? withLength(unknown) : number % 3 == 1 ? inChunks(JSON) : "";
                    out.write((answer.isEmpty() ? withLength(JSON) : answer).getBytes(StandardCharsets.ISO_8859_1));
                    return true;
                });
                NodeClient client = node.client()) {
            for (int i = 0; i < 10; i++) {
                client.networkInfo();
                client.networkInfo();
                assertEquals(
                        -5,
                        assertThrows(RpcErrorException.class, client::networkInfo)
                                .code());
            }
            assertEquals(30, node.requests());
            assertEquals(1, node.connections());
        }
    }

    @Test
    void aConnectionThatTheNodeEndedMeanwhileIsReplaced() throws IOException {
        try (RawNode node = RawNode.answering(withLength(JSON), 10_000);
                NodeClient client = node.client()) {
            for (int i = 0; i < 5; i++) {
                client.networkInfo();
            }
            assertEquals(5, node.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/2 200 OK\r\n\r\n{}",
                "HTTP/1.1 999 Odd\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n{}",
            })
    void whatIsNoAnswerIsRefusedAndNotAskedForAgain(String bytes) throws IOException {
        try (RawNode node = RawNode.answering(bytes, 10_000);
                NodeClient client = node.client()) {
            NodeException refused = assertThrows(NodeException.class, client::networkInfo);
            assertTrue(refused.getMessage().contains("did not answer as expected"), refused.getMessage());
            assertEquals(1, node.requests());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX: ",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void aHeadWithoutEndIsCutOff(String begin) throws IOException {
        byte[] more = (begin.endsWith(": ")
                        ? "x".repeat(1024)
                        : begin.contains("chunked") ? "0".repeat(1024) : "X: y\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (RawNode node = new RawNode((out, number) -> {
                    out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
                    while (true) {
                        out.write(more);
                    }
                });
                NodeClient client = node.client()) {
            NodeException refused = assertThrows(NodeException.class, client::networkInfo);
            assertTrue(refused.getMessage().contains("did not answer as expected"), refused.getMessage());
        }
    }

    /** The time-out is for the whole answer, so no byte of it buys more time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
            })
    void anAnswerThatComesInDribsEndsWithTheTimeout(String begin) throws IOException {
        try (RawNode node = new RawNode((out, number) -> {
                    out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
                    while (true) {
                        out.write(' ');
                        LockSupport.parkNanos(1_000_000);
                    }
                });
                NodeClient client = node.client("http", Duration.ofMillis(500))) {
            assertThrows(NodeTimeoutException.class, client::networkInfo);
            assertEquals(1, node.requests());
        }
    }

    /** The kernel takes what fits, and nobody reads it. */
    @Test
    void aNodeThatDoesNotReadTheRequestEndsWithTheTimeout() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                NodeClient client = new NodeClient(
                        new NodeEndpoint(
                                URI.create("http://127.0.0.1:" + deaf.getLocalPort()),
                                new NodeAuthentication.Password("user", "password"),
                                Optional.empty()),
                        Duration.ofMillis(500))) {
            assertThrows(NodeTimeoutException.class, () -> client.submitBlock(new byte[16 << 20]));
        }
    }

    @Test
    void oneWhoDoesNotSpeakTlsIsNotWaitedForLongerThanTheTimeout() throws IOException {
        try (RawNode node = new RawNode((out, number) -> true);
                NodeClient client = node.client("https", Duration.ofMillis(500))) {
            NodeException refused = assertThrows(NodeException.class, client::networkInfo);
            assertTrue(refused.getMessage().contains("cannot be reached"), refused.getMessage());
        }
    }

    @Test
    void manyCallsAtOnceHaveAConnectionEach() throws Exception {
        int calls = 8;
        CountDownLatch together = new CountDownLatch(calls);
        try (RawNode node = new RawNode((out, number) -> {
                    together.countDown();
                    try {
                        together.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    out.write(withLength(JSON).getBytes(StandardCharsets.ISO_8859_1));
                    return true;
                });
                NodeClient client = node.client()) {
            CompletableFuture<?>[] callers = new CompletableFuture<?>[calls];
            for (int i = 0; i < calls; i++) {
                callers[i] = new CompletableFuture<>();
                CompletableFuture<?> answered = callers[i];
                new Thread(() -> {
                            try {
                                client.networkInfo();
                                answered.complete(null);
                            } catch (IOException e) {
                                answered.completeExceptionally(e);
                            }
                        })
                        .start();
            }
            CompletableFuture.allOf(callers).join();
            assertEquals(calls, node.connections());
        }
    }
}
