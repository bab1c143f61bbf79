package neman.accounting.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;

/** Format 1 byte by byte, as the package describes it; the bytes were put together by hand, not by this code. */
class SegmentFormatTest {
    private static final String BYTES = String.join(
            "",
            "4e534547" + "01", // magic, format
            "07" + "73616e64626f78", // network
            "0000000000000102", // first sequence
            "01", // one job: its number, the length of extranonce2, the SHA-256 of its bytes
            "0102030405060708" + "04" + "fab1398e74bfadabe690b91edb350ac063bf61c4d1d68d167c9e8596934fe783",
            "02" + "ac02" + "07" + "05" + "07", // workers 300 and 5, both of account 7
            "02" + "8080808010" + "00", // difficulties of 2^32 units and of none
            "02", // two shares
            "000000" + "01000002" + "0a0b0c0d" + "8ae0bb8e0d" + "deadbeef" + "828004" + "86d0e682b966",
            "000100" + "01000003" + "00000001" + "03" + "00000001" + "02" + "2d",
            "01", // a block: its hash, height, solution, absent instances
            "22".repeat(32) + "000cd140",
            "000101" + "01000003" + "00000002" + "00" + "00000003" + "00" + "c801",
            "02" + "00" + "ff");

    private static byte[] filled(int value) {
        byte[] bytes = new byte[Hash256.BYTES];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static ShareSegment segment() {
        JobRecord job = new JobRecord(
                0x0102030405060708L,
                840_000,
                Hash256.ZERO,
                0x20000000,
                0x1c333300,
                1_760_000_000,
                new byte[] {(byte) 0xaa, (byte) 0xbb},
                new byte[] {(byte) 0xcc},
                4,
                List.of(Hash256.ofHeaderOrder(filled(0x11))),
                312_500_000);
        SequencedShare first = new SequencedShare(
                258,
                job.jobId(),
                7,
                300,
                0x01000002,
                0x0a0b0c0d,
                1_760_000_005,
                0xdeadbeef,
                0x20004000,
                1L << 32,
                1_760_000_005_123L);
        SequencedShare second = new SequencedShare(
                259, job.jobId(), 7, 5, 0x01000003, 1, 1_760_000_003, 1, 0x20000000, 1L << 32, 1_760_000_005_100L);
        SequencedShare solution = new SequencedShare(
                260, job.jobId(), 7, 5, 0x01000003, 2, 1_760_000_003, 3, 0x20000000, 0, 1_760_000_005_200L);
        SequencedBlock block =
                new SequencedBlock(Hash256.ofHeaderOrder(filled(0x22)), 840_000, solution, List.of(0, 255));
        return new ShareSegment(
                Network.SANDBOX, 258, List.of(SegmentJob.of(job)), List.of(first, second), Optional.of(block));
    }

    @Test
    void isWrittenAndReadByteByByte() {
        assertEquals(BYTES, HexFormat.of().formatHex(segment().encode()));
        assertEquals(segment(), SegmentReader.read(HexFormat.of().parseHex(BYTES)));
    }
}
