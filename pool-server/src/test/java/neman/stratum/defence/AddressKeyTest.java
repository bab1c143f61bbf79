package neman.stratum.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.util.NetUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressKeyTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9, 203.0.113.x",
        "255.255.255.255, 255.255.255.255, 255.255.255.x",
        "2001:db8:0:7:1:2:3:4, 2001:db8:0:7::/64, 2001:db8:0:x",
        "ffff:ffff:ffff:ffff::1, ffff:ffff:ffff:ffff::/64, ffff:ffff:ffff:x",
    })
    void isWholeInTheLogAndShortenedWhereItIsShown(String address, String whole, String shortened) {
        AddressKey key = AddressKey.of(NetUtil.createInetAddressFromIpAddressString(address));
        assertEquals(whole, key.toString());
        assertEquals(shortened, key.shortened());
    }
}
