package neman.payout.desk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import neman.bitcoin.psbt.Psbt;

/** A file with one PSBT, binary as BIP174 has it or base64. */
public final class PsbtFile {
    /** 500 outputs and hundreds of inputs with their transactions take less. */
    static final long MAX_BYTES = 16 << 20;

    private static final byte BINARY_BEGIN = (byte) 'p';
    private static final byte BINARY_FIFTH = (byte) 0xff;

    private PsbtFile() {}

    /**
     * @return base64
     * @throws IllegalArgumentException with a sentence where it holds something else
     */
    public static String read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException("it is longer than a PSBT can be");
        }
        byte[] bytes = Files.readAllBytes(file);
        boolean binary = bytes.length > 4 && bytes[0] == BINARY_BEGIN && bytes[4] == BINARY_FIFTH;
        Psbt psbt = binary ? Psbt.parse(bytes) : Psbt.parseBase64(new String(bytes, StandardCharsets.US_ASCII).strip());
        return psbt.toBase64();
    }
}
