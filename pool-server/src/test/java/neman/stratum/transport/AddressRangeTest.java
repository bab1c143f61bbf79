package neman.stratum.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.0, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::1/128, ::1, true",
        "::1/128, ::2, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 127.0.0.1, false",
        "203.0.113.9, 203.0.113.8, false",
        "192.168.4.128/25, 192.168.4.255, true",
    })
    void contains(String range, String address, boolean expected) throws UnknownHostException {
        assertEquals(expected, AddressRange.parse(range).contains(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            10.0.0.0/33 | '10.0.0.0/33': a prefix here has at most 32 bits
            ::1/129 | '::1/129': a prefix here has at most 128 bits
            10.0.0.1/8 | '10.0.0.1/8' has bits beyond its prefix; the range it lies in is 10.0.0.0/8
            2001:db8::1/32 | '2001:db8::1/32' has bits beyond its prefix; the range it lies in is 2001:db8::/32
            ::ffff:10.0.0.0/104 | '::ffff:10.0.0.0/104' means an IPv4 address; write it as one
            """)
    void refuses(String text, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "localhost",
        "10/8/8",
        "10.0.0.0/-1",
        "10.0.0/8",
        "10.0.0.0/",
        "10.0.0.0/x",
        "/8",
        "10.0.0.256",
        "fe80::1%eth0",
        "1:2"
    })
    void refusesWhatIsNoRange(String text) {
        assertEquals(
                "'" + text + "' is not an address range such as 10.0.0.0/8 or 2001:db8::/32",
                assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text))
                        .getMessage());
    }

    @Test
    void isEqualHoweverItIsWritten() {
        assertEquals(AddressRange.parse("::1"), AddressRange.parse("0:0::1/128"));
    }

    @Test
    void printsAsItIsWritten() {
        assertEquals("10.0.0.0/8", AddressRange.parse("10.0.0.0/8").toString());
        assertEquals("192.0.2.1/32", AddressRange.parse("192.0.2.1").toString());
        assertEquals("::1/128", AddressRange.parse("::1").toString());
    }
}
