package neman.stratum.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {
    private static boolean contains(String block, String address) {
        return CidrBlock.parse(block).contains(address(address));
    }

    private static InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }

    @Test
    void holdsTheAddressesWithItsPrefix() {
        assertTrue(contains("10.0.0.0/8", "10.255.1.2"));
        assertFalse(contains("10.0.0.0/8", "11.0.0.0"));
        assertTrue(contains("192.168.4.128/25", "192.168.4.255"));
        assertFalse(contains("192.168.4.128/25", "192.168.4.127"));
        assertTrue(contains("0.0.0.0/0", "203.0.113.9"));
        assertTrue(contains("2001:db8::/32", "2001:db8:ffff::1"));
        assertFalse(contains("2001:db8::/32", "2001:db9::1"));
    }

    @Test
    void isOneAddressWithoutALength() {
        assertTrue(contains("203.0.113.9", "203.0.113.9"));
        assertFalse(contains("203.0.113.9", "203.0.113.8"));
        assertTrue(contains("::1", "::1"));
    }

    @Test
    void keepsTheFamiliesApart() {
        assertFalse(contains("::/0", "127.0.0.1"));
        assertFalse(contains("0.0.0.0/0", "::1"));
    }

    @Test
    void isEqualToItself() {
        assertEquals(CidrBlock.parse("::1"), CidrBlock.parse("0:0::1/128"));
        assertEquals("10.0.0.0/8", CidrBlock.parse("10.0.0.0/8").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "farm.example", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.1/8", "::/129", "10/8/8"})
    void refusesWhatIsNoRange(String text) {
        assertThrows(IllegalArgumentException.class, () -> CidrBlock.parse(text));
    }
}
