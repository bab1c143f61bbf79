package neman.bitcoin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian integers in byte arrays: the order of everything that consensus serialises. */
public final class LittleEndian {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    public static int readInt(byte[] bytes, int offset) {
        return (int) INTS.get(bytes, offset);
    }

    public static long readLong(byte[] bytes, int offset) {
        return (long) LONGS.get(bytes, offset);
    }

    public static void writeInt(byte[] bytes, int offset, int value) {
        INTS.set(bytes, offset, value);
    }

    public static void writeLong(byte[] bytes, int offset, long value) {
        LONGS.set(bytes, offset, value);
    }
}
