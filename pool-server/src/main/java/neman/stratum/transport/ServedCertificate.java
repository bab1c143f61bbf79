package neman.stratum.transport;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of one pair of files as handshakes get it. It is replaced when the files change, for handshakes that begin
 * then; what cannot be served is told and changes nothing.
 *
 * <p>Files are compared by content, not by time, because a renewal may replace a symbolic link on the way to them.
 */
final class ServedCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(ServedCertificate.class);

    private final TlsFiles files;
    private volatile TlsIdentity identity;
    private volatile SslContext context;

    /** Of the contents that were last loaded or refused. */
    private String judged;
    /** Of the contents that the look before this one met. */
    private String seen;

    /** @throws UnusableTlsFilesException where there is nothing to begin with */
    ServedCertificate(TlsFiles files) throws UnusableTlsFilesException {
        this.files = files;
        this.judged = fingerprint();
        this.seen = judged;
        this.identity = TlsIdentity.load(files);
        this.context = contextOf(files, identity);
    }

    private static SslContext contextOf(TlsFiles files, TlsIdentity identity) throws UnusableTlsFilesException {
        try {
            return SslContextBuilder.forServer(
                            identity.privateKey(), identity.chain().toArray(X509Certificate[]::new))
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException e) {
            throw new UnusableTlsFilesException(
                    files.certificate(), "cannot be served by this Java: " + e.getMessage(), e);
        }
    }

    /** For a handshake that begins now. Any thread. */
    SslContext context() {
        return context;
    }

    /** Says so where it has ended or is about to: miners that look at it will leave, and they tell nobody. */
    void tellExpiry(Instant now) {
        if (identity.expiresSoon(now)) {
            LOG.warn(
                    "event=certificate-expires file={} certificate=\"{}\" remedy=\"renew it; it is loaded without a restart\"",
                    files.certificate(),
                    identity);
        }
    }

    /**
     * Loads what has changed, once two looks running have met the same: a certificate and its key are two files, and no writer
     * replaces both at one moment.
     */
    synchronized void look() {
        String now = fingerprint();
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(judged)) {
            load();
        }
    }

    /** Loads at once, changed or not. */
    synchronized void load() {
        judged = fingerprint();
        try {
            TlsIdentity loaded = TlsIdentity.load(files);
            context = contextOf(files, loaded);
            identity = loaded;
            LOG.info("event=certificate-loaded file={} certificate=\"{}\"", files.certificate(), identity);
        } catch (UnusableTlsFilesException e) {
            LOG.error(
                    "event=certificate-refused file={} served=\"the one before\" reason=\"{}\"",
                    e.file(),
                    e.getMessage());
        }
    }

    private String fingerprint() {
        try {
            TlsFiles.Contents contents = files.read();
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(contents.certificate());
            sha256.update((byte) 0);
            return HexFormat.of().formatHex(sha256.digest(contents.privateKey()));
        } catch (UnusableTlsFilesException e) {
            return e.getMessage();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
