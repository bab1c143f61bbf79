package neman.stratum.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers by haproxy.org/download/2.4/doc/proxy-protocol.txt §2.1 and §2.2. */
class ProxyProtocolTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final byte[] LINE = ascii("hello\n");
    private static final byte[] V2_TCP4 =
            hex(SIGNATURE + "21" + "11" + "000c" + "cb007107" + "7f000001" + "d903" + "0d05");

    private PortServer port;

    private static PortTransport trusting(String range) {
        return new PortTransport(Optional.empty(), List.of(AddressRange.parse(range)));
    }

    @BeforeEach
    void start() throws IOException {
        port = new PortServer(trusting("127.0.0.0/8"), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        port.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** What the port answers to these writes before it closes or a line is complete; empty where it only closes. */
    private static String answer(PortServer server, byte[]... writes) throws IOException {
        try (Socket socket = server.connect()) {
            for (byte[] bytes : writes) {
                socket.getOutputStream().write(bytes);
            }
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = socket.getInputStream().read();
                    b >= 0 && b != '\n';
                    b = socket.getInputStream().read()) {
                line.write(b);
            }
            return line.toString(StandardCharsets.US_ASCII);
        } catch (SocketException e) {
            return ""; // a reset: it had closed before everything was written
        }
    }

    private void assertClosed(byte[]... writes) throws IOException {
        assertEquals("", answer(port, writes));
    }

    @Test
    void takesTheMinersAddressFromVersion1() throws IOException {
        assertEquals("203.0.113.7 hello", answer(port, ascii("PROXY TCP4 203.0.113.7 127.0.0.1 55555 3333\r\n"), LINE));
        assertEquals(
                "2001:db8:0:0:0:0:0:7 hello", answer(port, ascii("PROXY TCP6 2001:db8::7 ::1 55555 3333\r\n"), LINE));
    }

    @Test
    void takesTheMinersAddressFromVersion2() throws IOException {
        assertEquals("203.0.113.7 hello", answer(port, V2_TCP4, LINE));
        String source = "20010db8000000000000000000000007";
        String own = "00000000000000000000000000000001";
        byte[] tcp6 = hex(SIGNATURE + "21" + "21" + "0024" + source + own + "d903" + "0d05");
        assertEquals("2001:db8:0:0:0:0:0:7 hello", answer(port, tcp6, LINE));
    }

    @Test
    void anIpv4AddressInIpv6FormIsTheIpv4Address() throws IOException {
        assertEquals(
                "203.0.113.7 hello", answer(port, ascii("PROXY TCP6 ::ffff:203.0.113.7 ::1 55555 3333\r\n"), LINE));
    }

    @Test
    void passesOverWhatALoadBalancerAppends() throws IOException {
        byte[] authority =
                hex(SIGNATURE + "21" + "11" + "0014" + "cb007107" + "7f000001" + "d903" + "0d05" + "02" + "0005");
        assertEquals("203.0.113.7 hello", answer(port, authority, ascii("a.b.c"), LINE));
    }

    /** Health checks, and what came to it by something other than IP. */
    @Test
    void aLoadBalancerThatSpeaksForItselfHasItsOwnAddress() throws IOException {
        assertEquals("127.0.0.1 hello", answer(port, ascii("PROXY UNKNOWN\r\n"), LINE));
        assertEquals("127.0.0.1 hello", answer(port, hex(SIGNATURE + "20" + "00" + "0000"), LINE));
        assertEquals("127.0.0.1 hello", answer(port, hex(SIGNATURE + "21" + "31" + "00d8" + "61".repeat(216)), LINE));
    }

    @Test
    void headersMaySplitAnywhere() throws IOException {
        for (byte[] header : List.of(ascii("PROXY TCP4 203.0.113.7 127.0.0.1 55555 3333\r\n"), V2_TCP4)) {
            byte[] all = joined(header, LINE);
            for (int at = 1; at < all.length; at++) {
                byte[] first = Arrays.copyOf(all, at);
                byte[] rest = Arrays.copyOfRange(all, at, all.length);
                assertEquals("203.0.113.7 hello", answer(port, first, rest), "split at " + at);
            }
            byte[][] single = new byte[all.length][];
            for (int i = 0; i < all.length; i++) {
                single[i] = new byte[] {all[i]};
            }
            assertEquals("203.0.113.7 hello", answer(port, single));
            assertEquals("203.0.113.7 hello", answer(port, all));
        }
    }

    @Test
    void aLoadBalancerMustSendAHeader() throws IOException {
        assertClosed(ascii("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[]}\r\n"));
        assertClosed(ascii("x".repeat(200)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 203.0.113.777 127.0.0.1 5 3333\r\n",
                "PROXY TCP4 203.0.113.7\r\n",
                "PROXY TCP4 2001:db8::7 ::1 5 3333\r\n",
                "PROXY TCP4 203.0.113.7 127.0.0.1 66666 3333\r\n",
                "PROXY TCP5 203.0.113.7 127.0.0.1 5 3333\r\n",
                "PROXY evil.example 203.0.113.7 127.0.0.1 5 3333\r\n"
            })
    void aHeaderThatIsNoneEndsTheConnection(String header) throws IOException {
        assertClosed(ascii(header), LINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3111000ccb0071077f000001d9030d05", "2f11000ccb0071077f000001d9030d05", "21110004cb007107"})
    void aBinaryHeaderThatIsNoneEndsTheConnection(String afterSignature) throws IOException {
        assertClosed(hex(SIGNATURE + afterSignature), LINE);
    }

    @Test
    void oversizedHeadersEndTheConnection() throws IOException {
        assertClosed(ascii("PROXY TCP4 " + "2".repeat(200) + " 127.0.0.1 5 3333\r\n"), LINE);
        assertClosed(hex(SIGNATURE + "21" + "11" + "ffff"), new byte[1 << 16]);
    }

    @Test
    void aSecondHeaderIsTheMinersOwnWords() throws IOException {
        byte[] header = ascii("PROXY TCP4 203.0.113.7 127.0.0.1 55555 3333\r\n");
        assertClosed(header, ascii("PROXY TCP4 192.0.2.1 127.0.0.1 5 3333\r\n"));
    }

    @Test
    void theMinerIsAdmittedOrNotByItsOwnAddress() throws IOException {
        assertClosed(ascii("PROXY TCP4 198.51.100.7 127.0.0.1 55555 3333\r\nhello\n"));
        assertClosed(ascii("PROXY TCP4 198.51.100.7 127.0.0.1 55555 3333\r\n"));
    }

    @Test
    void nobodyElseMaySendAHeader() throws IOException {
        try (PortServer stranger = new PortServer(trusting("10.0.0.0/8"), Duration.ofSeconds(20))) {
            assertEquals("", answer(stranger, ascii("PROXY TCP4 203.0.113.7 127.0.0.1 55555 3333\r\n"), LINE));
            assertEquals("", answer(stranger, V2_TCP4, LINE));
            assertEquals("127.0.0.1 hello", answer(stranger, LINE));
            assertEquals("127.0.0.1 ", answer(stranger, ascii("\r\n")), "a blank line is no header");
        }
    }

    @Test
    void aHeaderMustBeCompleteInTime() throws IOException {
        try (PortServer hasty = new PortServer(trusting("127.0.0.0/8"), Duration.ofMillis(300))) {
            assertEquals("", answer(hasty, ascii("PROXY TCP4 203.0")));
            assertEquals("", answer(hasty, ascii("PROXY TCP4 203.0.113.7 127.0.0.1 55555 3333\r\n")), "no line");
        }
    }

    @Test
    void everyPeerMayBeTrusted() throws IOException {
        assertEquals(true, trusting("0.0.0.0/0").isProxy(InetAddress.getByName("203.0.113.7")));
        assertEquals(false, trusting("0.0.0.0/0").isProxy(InetAddress.getByName("::1")));
    }
}
