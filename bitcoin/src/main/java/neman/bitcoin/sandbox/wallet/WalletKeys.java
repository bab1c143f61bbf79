package neman.bitcoin.sandbox.wallet;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import neman.bitcoin.Sha256;
import neman.bitcoin.transaction.ByteWriter;

/**
 * The fixed set of keys that a seed gives: the pool's own address first, then addresses to hand out, change last.
 *
 * <p>Whoever knows the seed knows the keys: these coins are worth nothing.
 */
public final class WalletKeys {
    private static final int KEYS = 8;
    private static final byte[] DOMAIN = "neman sandbox wallet key".getBytes(StandardCharsets.US_ASCII);

    private final List<WalletKey> keys;
    private final Map<String, WalletKey> byScript = new HashMap<>();
    private int handedOut;

    public WalletKeys(long seed) {
        keys = IntStream.range(0, KEYS)
                .mapToObj(index -> WalletKey.of(index, index == KEYS - 1, secret(seed, index)))
                .toList();
        keys.forEach(key -> byScript.put(key.address().scriptHex(), key));
    }

    private static byte[] secret(long seed, int index) {
        return Sha256.hash(new ByteWriter()
                .writeBytes(DOMAIN)
                .writeLong(seed)
                .writeInt(index)
                .toByteArray());
    }

    /** Stays the same for ever. */
    public WalletKey first() {
        return keys.get(0);
    }

    public WalletKey change() {
        return keys.get(KEYS - 1);
    }

    /** One after the other, from the second on; after the last one the second again. */
    public WalletKey next() {
        return keys.get(1 + handedOut++ % (KEYS - 2));
    }

    public Optional<WalletKey> ofScript(byte[] outputScript) {
        return Optional.ofNullable(byScript.get(HexFormat.of().formatHex(outputScript)));
    }
}
