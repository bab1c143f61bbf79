package neman.bitcoin.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.message.SignedMessage.Verdict;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.LegacyAddress;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.internal.CryptoUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedMessageTest {
    /** The address of BIP322's test vectors. */
    private static final PayoutAddress VECTORS =
            PayoutAddress.parse(Network.MAINNET, "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l");

    private static final String HELLO =
            "AkcwRAIgZRfIY3p7/DoVTty6YZbWS71bc5Vct9p9Fia83eRmw2QCICK/ENGfwLtptFluMGs2KsqoNSk89pO7"
                    + "F29zJLUx9a/sASECx/EgAxlkQpQ9hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI=";

    private static final ECKey KEY = ECKey.fromPrivate(BigInteger.valueOf(987_654_321));
    private static final String MESSAGE = "neman terms: change=1";

    /** bips/bip-0322.mediawiki, "Message hashing" and "Transaction Hashes". */
    @ParameterizedTest
    @CsvSource({
        "'',c90c269c4f8fcbe6880f72a721ddfbf1914268a794cbb21cfafee13770ae19f1,"
                + "c5680aa69bb8d860bf82d4e9cd3504b55dde018de765a91bb566283c545a99a7,"
                + "1e9654e951a5ba44c8604c4de6c67fd78a27e81dcadcfe1edf638ba3aaebaed6",
        "Hello World,f0eb03b1a75ac6d9847f55c624a99169b5dccba2a31f5b23bea77ba270de0a7a,"
                + "b79d196740ad5217771c1098fc4a4b51e0535c32236c71f1ea4d61a2d603352b,"
                + "88737ae86f2077145f93cc4b153ae9a1cb8d56afa511988c149c5c8c9d93bddf"
    })
    void bip322sHashes(String message, String hash, String toSpend, String toSign) {
        assertEquals(hash, HexFormat.of().formatHex(Bip322.hash(message)));
        assertEquals(toSpend, Bip322.toSpend(VECTORS.script(), message).txid().toString());
        assertEquals(
                toSign,
                Bip322.toSign(VECTORS.script(), message, List.of()).txid().toString());
    }

    /** bips/bip-0322.mediawiki, "Message signing". */
    @ParameterizedTest
    @CsvSource({
        "'',AkcwRAIgM2gBAQqvZX15ZiysmKmQpDrG83avLIT492QBzLnQIxYCIBaTpOaD20qRlEylyxFSeEA2ba9YOixpX8z46TSDtS40ASECx/EgAxlkQpQ9"
                + "hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI=",
        "'',AkgwRQIhAPkJ1Q4oYS0htvyuSFHLxRQpFAY56b70UvE7Dxazen0ZAiAtZfFz1S6T6I23MWI2lK/pcNTWncuyL8UL+oMdydVgzAEhAsfxIAMZZEKU"
                + "PYWI4BruhAQjzFT8FSFSajuFwrDL1Yhy",
        "Hello World," + HELLO,
        "Hello World,AkgwRQIhAOzyynlqt93lOKJr+wmmxIens//zPzl9tqIOua93wO6MAiBi5n5EyAcPScOjf1lAqIUIQtr3zKNeavYabHyR8eGhowEhAsfx"
                + "IAMZZEKUPYWI4BruhAQjzFT8FSFSajuFwrDL1Yhy"
    })
    void bip322sSignatures(String message, String signature) {
        assertEquals(Verdict.VALID, SignedMessage.check(VECTORS, message, signature));
        assertEquals(Verdict.INVALID, SignedMessage.check(VECTORS, message + ".", signature));
    }

    @Test
    void aSignatureOfAnotherHashTypeIsNotASignature() {
        byte[] witness = Base64.getDecoder().decode(HELLO);
        witness[1 + 1 + 0x46] = 2; // SIGHASH_NONE, after 70 bytes of DER
        assertEquals(
                Verdict.INVALID,
                SignedMessage.check(VECTORS, "Hello World", Base64.getEncoder().encodeToString(witness)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AA==", "AkcwRAIg", "////////", "not base64 at all", HELLO + "AAAA"})
    void whatIsNoSignatureIsInvalid(String signature) {
        assertEquals(Verdict.INVALID, SignedMessage.check(VECTORS, "Hello World", signature));
        assertEquals(Verdict.INVALID, SignedMessage.check(VECTORS, "Hello World", "A".repeat(88)));
        assertEquals(Verdict.INVALID, SignedMessage.check(VECTORS, "Hello World", "A".repeat(10_000)));
    }

    /** BIP137's first byte says the kind of address; wallets that always write P2PKH's are understood, too. */
    @Test
    void bip137ForEveryKindOfAddressOfOneKey() {
        PayoutAddress keyHash =
                address(KEY.toAddress(ScriptType.P2PKH, BitcoinNetwork.REGTEST).toString());
        PayoutAddress witness =
                address(KEY.toAddress(ScriptType.P2WPKH, BitcoinNetwork.REGTEST).toString());
        byte[] nested = new byte[22];
        nested[1] = 20;
        System.arraycopy(KEY.getPubKeyHash(), 0, nested, 2, 20);
        PayoutAddress scriptHash =
                address(LegacyAddress.fromScriptHash(BitcoinNetwork.REGTEST, CryptoUtils.sha256hash160(nested))
                        .toString());
        for (PayoutAddress address : List.of(keyHash, witness, scriptHash)) {
            assertEquals(
                    Verdict.VALID, SignedMessage.check(address, MESSAGE, KEY.signMessage(MESSAGE, ScriptType.P2PKH)));
            assertEquals(
                    Verdict.VALID, SignedMessage.check(address, MESSAGE, KEY.signMessage(MESSAGE, ScriptType.P2WPKH)));
            String another = ECKey.fromPrivate(BigInteger.TEN).signMessage(MESSAGE, ScriptType.P2PKH);
            assertEquals(Verdict.INVALID, SignedMessage.check(address, MESSAGE, another));
            assertEquals(
                    Verdict.INVALID,
                    SignedMessage.check(address, MESSAGE + "0", KEY.signMessage(MESSAGE, ScriptType.P2PKH)));
        }
    }

    @Test
    void anUncompressedKeySignsForItsOwnAddressOnly() {
        ECKey uncompressed = ECKey.fromPrivate(BigInteger.valueOf(77), false);
        String signature = uncompressed.signMessage(MESSAGE, ScriptType.P2PKH);
        PayoutAddress own = address(
                uncompressed.toAddress(ScriptType.P2PKH, BitcoinNetwork.REGTEST).toString());
        PayoutAddress compressed = address(ECKey.fromPrivate(BigInteger.valueOf(77))
                .toAddress(ScriptType.P2WPKH, BitcoinNetwork.REGTEST)
                .toString());
        assertEquals(Verdict.VALID, SignedMessage.check(own, MESSAGE, signature));
        assertEquals(Verdict.INVALID, SignedMessage.check(compressed, MESSAGE, signature));
    }

    @Test
    void taprootAndScriptsAreNotLookedInto() {
        PayoutAddress taproot =
                PayoutAddress.parse(Network.MAINNET, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0");
        assertEquals(
                Verdict.UNSUPPORTED_ADDRESS,
                SignedMessage.check(taproot, MESSAGE, KEY.signMessage(MESSAGE, ScriptType.P2PKH)));
    }

    private static PayoutAddress address(String text) {
        return PayoutAddress.parse(Network.REGTEST, text);
    }
}
