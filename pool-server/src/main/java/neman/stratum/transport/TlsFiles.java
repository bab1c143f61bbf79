package neman.stratum.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where a certificate lies.
 *
 * @param certificate PEM: the server's certificate, then those that lead to a root
 * @param privateKey PEM: the key of the first, unencrypted PKCS #8
 */
public record TlsFiles(Path certificate, Path privateKey) {
    /** Far above any chain; a bound, because it is all held in memory. */
    private static final int MAX_FILE_BYTES = 1 << 20;

    /** What the files held at one moment. */
    record Contents(byte[] certificate, byte[] privateKey) {}

    Contents read() throws UnusableTlsFilesException {
        return new Contents(read(certificate), read(privateKey));
    }

    private static byte[] read(Path file) throws UnusableTlsFilesException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length <= MAX_FILE_BYTES) {
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new UnusableTlsFilesException(file, "does not exist; create it or correct the path", e);
        } catch (AccessDeniedException e) {
            throw new UnusableTlsFilesException(file, "may not be read by this user; change its owner or its mode", e);
        } catch (IOException e) {
            throw new UnusableTlsFilesException(file, "cannot be read: " + e.getMessage(), e);
        }
        throw new UnusableTlsFilesException(file, "is longer than a mebibyte; name a PEM file");
    }
}
