package neman.stratum.transport;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A certificate with its key, proved to belong together.
 *
 * @param chain the server's own certificate first, each signed by the next
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey privateKey) {
    /** The kinds of key that TLS 1.2 and 1.3 know, each with a way to prove that it matches its certificate. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private static final Duration RENEWAL = Duration.ofDays(14);

    private static final String CONVERT = "; convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

    public TlsIdentity {
        chain = List.copyOf(chain);
    }

    /** @throws UnusableTlsFilesException with one line that names the file and the remedy */
    public static TlsIdentity load(TlsFiles files) throws UnusableTlsFilesException {
        TlsFiles.Contents contents = files.read();
        List<X509Certificate> chain = certificates(files.certificate(), contents.certificate());
        checkOrder(files.certificate(), chain);
        PrivateKey key = privateKey(files.privateKey(), contents.privateKey());
        if (!belongTogether(chain.get(0), key)) {
            throw new UnusableTlsFilesException(
                    files.privateKey(),
                    "is not the key of the first certificate in " + files.certificate()
                            + "; name the two that were made together");
        }
        return new TlsIdentity(chain, key);
    }

    private static List<X509Certificate> certificates(Path file, byte[] pem) throws UnusableTlsFilesException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlocks.Block block : blocks(file, pem)) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(file, block));
            }
        }
        if (certificates.isEmpty()) {
            throw new UnusableTlsFilesException(
                    file,
                    "holds no whole certificate; it must be PEM: a block from BEGIN CERTIFICATE to END CERTIFICATE");
        }
        return certificates;
    }

    private static List<PemBlocks.Block> blocks(Path file, byte[] pem) throws UnusableTlsFilesException {
        try {
            return PemBlocks.parse(pem);
        } catch (IllegalArgumentException e) {
            throw new UnusableTlsFilesException(file, "is damaged: not base64; restore it", e);
        }
    }

    private static X509Certificate certificate(Path file, PemBlocks.Block block) throws UnusableTlsFilesException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw new UnusableTlsFilesException(file, "holds a damaged certificate; restore it", e);
        }
    }

    /** Some clients take the chain as it comes, so the wrong order works for a few miners and fails for the rest. */
    private static void checkOrder(Path file, List<X509Certificate> chain) throws UnusableTlsFilesException {
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new UnusableTlsFilesException(
                        file,
                        "is not a chain: certificate " + (i + 1) + " did not sign certificate " + i
                                + "; put the server's first, then each issuer");
            }
        }
    }

    private static PrivateKey privateKey(Path file, byte[] pem) throws UnusableTlsFilesException {
        for (PemBlocks.Block block : blocks(file, pem)) {
            switch (block.label()) {
                case "PRIVATE KEY":
                    return privateKey(file, block);
                case "ENCRYPTED PRIVATE KEY":
                    throw new UnusableTlsFilesException(file, "is encrypted" + CONVERT);
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY":
                    throw new UnusableTlsFilesException(file, "is not PKCS #8" + CONVERT);
                default:
                    break; // certificates and parameters may stand beside it
            }
        }
        throw new UnusableTlsFilesException(
                file, "holds no whole private key; it must be PEM: a block from BEGIN PRIVATE KEY to END PRIVATE KEY");
    }

    private static PrivateKey privateKey(Path file, PemBlocks.Block block) throws UnusableTlsFilesException {
        for (String algorithm : SIGNATURES.keySet()) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.der()));
            } catch (InvalidKeySpecException e) {
                continue; // it may be one of the others
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK knows " + algorithm, e);
            }
        }
        throw new UnusableTlsFilesException(file, "is damaged, or neither an RSA, an EC nor an Ed25519 key");
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        try {
            byte[] probe = certificate.getEncoded();
            Signature signature = Signature.getInstance(SIGNATURES.get(key.getAlgorithm()));
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // another kind of key
        }
    }

    /** The server's own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The first moment at which some certificate of the chain is no longer good. */
    public Instant expiry() {
        return chain.stream()
                .map(each -> each.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** Authorities that give 90 days renew a month before the end: what is left after two weeks of that was forgotten. */
    public boolean expiresSoon(Instant now) {
        return now.plus(RENEWAL).isAfter(expiry());
    }

    /** The subject and the end. Never the key. */
    @Override
    public String toString() {
        return certificate().getSubjectX500Principal().getName() + " until " + expiry();
    }
}
