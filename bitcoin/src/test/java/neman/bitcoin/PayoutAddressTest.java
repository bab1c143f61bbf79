package neman.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayoutAddressTest {
    private static final String GENESIS_MINER = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";

    /** Segwit: BIP350, "Test vectors for v0-v16"; the rest: Bitcoin Core's {@code key_io_valid.json}. */
    @ParameterizedTest
    @CsvSource({
        "MAINNET, BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4, 0014751e76e8199196d454941c45d1b3a323f1433bd6",
        "TESTNET4, tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7,"
                + " 00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
        "SIGNET, tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy,"
                + " 0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
        "SIGNET, tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c,"
                + " 5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
        "MAINNET, bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0,"
                + " 512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "REGTEST, bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9, 00146f58bac9506f9bfb821d62e69330410bb56f0085",
        "SANDBOX, bcrt1pfwxjqvtt4tcxrtdluukfmy2dv7xd2qzdfy6kajv5nwn4yam3wxkq3553uh,"
                + " 51204b8d20316baaf061adbfe72c9d914d678cd5004d49356ec9949ba752777171ac",
        "MAINNET, 1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo, 76a914a31c06bd463e3923bc1aadbde48b16976c08071788ac",
        "MAINNET, 36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm, a914373b819a068f32b7a6b38b6b38729647cfde01c287",
        "TESTNET4, mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ, 76a914ce28b26c57472737f5c3561a1761185bd8589a4388ac",
        "SIGNET, 2N1r7aC69VHeE7yQJPDLi9T1PYq4wnwvjuT, a9145e5a35ab44b3efaea5129ba22b88ba3e2976614587",
        "REGTEST, n4fajahJrAuKbN7uNsKjLjQkz9Qn5ewJXQ, 76a914fdeca3b08e38af53d7c4c60e3ad208ce5066441088ac",
    })
    void addressesAreTheScriptsThatTheSourcesSay(Network network, String text, String script) {
        PayoutAddress address = PayoutAddress.parse(network, text);
        assertEquals(script, address.scriptHex());
        assertTrue(address.isPaidBy(HexFormat.of().parseHex(script)));
        assertEquals(address, PayoutAddress.parse(network, address.toString()));
    }

    /** BIP350's list of invalid addresses, for the network that their prefix names where there is one. */
    @ParameterizedTest
    @CsvSource({
        "MAINNET, tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
        "MAINNET, bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "TESTNET4, tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
        "MAINNET, BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
        "MAINNET, bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
        "TESTNET4, tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
        "MAINNET, bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
        "MAINNET, BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
        "MAINNET, bc1pw5dgrnzv",
        "MAINNET, bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
        "MAINNET, BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
        "TESTNET4, tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
        "MAINNET, bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
        "TESTNET4, tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
        "MAINNET, bc1gmk9yu",
    })
    void malformedSegwitAddressesAreRefused(Network network, String text) {
        assertThrows(IllegalArgumentException.class, () -> PayoutAddress.parse(network, text));
    }

    /** Valid by BIP350, but anyone can spend what is paid there: version 1 with 40 bytes, and versions 2 and 16. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
                "BC1SW50QGDZ25J",
                "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs"
            })
    void witnessProgramsThatNobodyCanProtectAreRefused(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> PayoutAddress.parse(Network.MAINNET, text));
        assertTrue(refused.getMessage().startsWith("'" + text + "' is not a mainnet address: "), refused.getMessage());
    }

    @Test
    void anUnspendableVersionIsSaidToBeOne() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> PayoutAddress.parse(Network.MAINNET, "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs"));
        assertTrue(refused.getMessage().endsWith("its witness version cannot be spent yet"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "REGTEST, bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhv",
        "MAINNET, bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9",
        "MAINNET, tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54",
        "SIGNET, bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9",
        "TESTNET4, 1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo",
        "MAINNET, mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ",
        "MAINNET, 2N1r7aC69VHeE7yQJPDLi9T1PYq4wnwvjuT",
    })
    void anAddressOfAnotherNetworkIsSaidToBeOne(Network network, String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> PayoutAddress.parse(network, text));
        assertEquals(
                "'" + text + "' is not a " + network.configuredName() + " address: it belongs to another network",
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "bc1qvyq0cc6rahyvsazfdje0twl7ez82ndmuac2lhw"})
    void aMistypedCharacterIsSaidToBeOne(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> PayoutAddress.parse(Network.MAINNET, text));
        assertTrue(
                refused.getMessage().endsWith("its checksum is wrong, so a character was mistyped"),
                refused.getMessage());
    }

    @Test
    void upperAndLowerCaseBech32AreOneAccount() {
        String lower = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
        PayoutAddress address = PayoutAddress.parse(Network.MAINNET, lower.toUpperCase(Locale.ROOT));
        assertEquals(PayoutAddress.parse(Network.MAINNET, lower), address);
        assertEquals(PayoutAddress.parse(Network.MAINNET, lower).hashCode(), address.hashCode());
        assertEquals(lower, address.toString());
        assertNotEquals(address, PayoutAddress.parse(Network.MAINNET, GENESIS_MINER));
        assertFalse(address.isPaidBy(new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\u0000", "address", "bc1", "1", "\u20bf", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 "
            })
    void textThatIsNoAddressIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> PayoutAddress.parse(Network.MAINNET, text));
    }

    @Test
    void whatCannotBePrintedIsNotRepeatedInTheRefusal() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> PayoutAddress.parse(Network.MAINNET, "x\nERROR \u001b[31m"));
        assertTrue(refused.getMessage().startsWith("'x?ERROR ?[31m' is not"), refused.getMessage());
    }

    @Test
    void anyTextIsEitherAnAddressOrRefusedInOneWay() {
        Random random = new Random(20261122);
        String alphabet = "bcrt1qpzry9x8gf2tvdw0s3jn54khce6mua7lABCDEFGHIOZ :\u00e9";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? "bc1" : GENESIS_MINER.substring(random.nextInt(34)));
            int length = random.nextInt(90);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                PayoutAddress.parse(Network.MAINNET, text.toString());
            } catch (IllegalArgumentException refused) {
                assertTrue(refused.getMessage().contains("address"), refused.getMessage());
            }
        }
    }
}
