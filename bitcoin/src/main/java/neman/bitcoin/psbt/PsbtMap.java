package neman.bitcoin.psbt;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import neman.bitcoin.transaction.ByteReader;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.MalformedBytesException;

/** One of the key-value maps of a PSBT, in the order of its bytes. A key is a type byte and what belongs to it. */
public final class PsbtMap {
    static final PsbtMap EMPTY = new PsbtMap(Map.of());

    private final Map<String, Field> fields;

    /** @param key with the type as its first byte */
    public record Field(byte[] key, byte[] value) {
        public int type() {
            return Byte.toUnsignedInt(key[0]);
        }

        /** The key without its type. */
        public byte[] keyData() {
            return Arrays.copyOfRange(key, 1, key.length);
        }
    }

    private PsbtMap(Map<String, Field> fields) {
        this.fields = fields;
    }

    /** Reads up to and with the separator. @param rules refuses with a {@link MalformedBytesException} */
    static PsbtMap read(ByteReader reader, Predicate<Field> rules) {
        Map<String, Field> fields = new LinkedHashMap<>();
        while (true) {
            byte[] key = reader.readPrefixedBytes();
            if (key.length == 0) {
                return new PsbtMap(fields);
            }
            Field field = new Field(key, reader.readPrefixedBytes());
            if (!rules.test(field)) {
                throw new MalformedBytesException("a PSBT field of type " + field.type() + " is malformed");
            }
            if (fields.put(name(key), field) != null) {
                throw new MalformedBytesException("a PSBT has the same key twice");
            }
        }
    }

    void write(ByteWriter writer) {
        fields.values().forEach(field -> writer.writePrefixedBytes(field.key()).writePrefixedBytes(field.value()));
        writer.writeByte(0);
    }

    /** The value of the key that consists of the type alone. */
    Optional<byte[]> value(int type) {
        return Optional.ofNullable(fields.get(name(new byte[] {(byte) type}))).map(Field::value);
    }

    List<Field> ofType(int type) {
        return fields.values().stream().filter(field -> field.type() == type).toList();
    }

    /** All of them, in order. */
    public List<Field> fields() {
        return List.copyOf(fields.values());
    }

    PsbtMap with(byte[] key, byte[] value) {
        Map<String, Field> changed = new LinkedHashMap<>(fields);
        changed.put(name(key), new Field(key, value));
        return new PsbtMap(changed);
    }

    PsbtMap with(int type, byte[] value) {
        return with(new byte[] {(byte) type}, value);
    }

    PsbtMap without(IntPredicate types) {
        Map<String, Field> changed = new LinkedHashMap<>(fields);
        changed.values().removeIf(field -> types.test(field.type()));
        return new PsbtMap(changed);
    }

    /**
     * The fields of both, in the order of their keys.
     *
     * @param replaceable types whose value here counts where both have one key
     * @throws MalformedBytesException where both have another value for a key of another type
     */
    PsbtMap over(PsbtMap earlier, IntPredicate replaceable) {
        Map<String, Field> merged = new TreeMap<>(earlier.fields);
        fields.forEach((name, field) -> {
            Field before = merged.put(name, field);
            if (before != null && !Arrays.equals(before.value(), field.value()) && !replaceable.test(field.type())) {
                throw new MalformedBytesException("the PSBTs contradict each other in a field of type " + field.type());
            }
        });
        return new PsbtMap(new LinkedHashMap<>(merged));
    }

    private static String name(byte[] key) {
        return HexFormat.of().formatHex(key);
    }
}
