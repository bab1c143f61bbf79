package neman.deploy.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.Set;
import neman.stratum.transport.TlsFiles;
import neman.stratum.transport.TlsIdentity;
import neman.stratum.transport.UnusableTlsFilesException;

/** {@code redis}: a word, a URL, or a mapping with the URL and what it takes to be let in. */
final class RedisSection {
    private RedisSection() {}

    /** Empty: our own. */
    static Optional<RedisAccess> read(Section file) {
        if (!file.has("redis") || file.isScalar("redis")) {
            return file.optional("redis", RedisSection::text).flatMap(access -> access);
        }
        Section section = file.section("redis");
        Optional<URI> url = section.required("url", RedisSection::url);
        Optional<String> password = section.password();
        Optional<String> sentinelPassword = section.password("sentinel-password");
        Optional<RedisAccess.Tls> tls = tls(section);
        section.finish();
        url.ifPresent(address -> checkTogether(section, address));
        return url.map(address -> new RedisAccess(address, password, sentinelPassword, tls));
    }

    private static Optional<RedisAccess> text(String text) {
        return text.equals("embedded") ? Optional.empty() : Optional.of(new RedisAccess(url(text), Optional.empty()));
    }

    private static URI url(String text) {
        return text.startsWith("redis-sentinel:") || text.startsWith("rediss-sentinel:")
                ? Values.sentinelUrl(text)
                : Values.url(text, Set.of("redis", "rediss"));
    }

    private static Optional<RedisAccess.Tls> tls(Section section) {
        Optional<Path> authority = section.optional("authority", text -> certificates(section.resolve(text)));
        Optional<Path> certificate = section.path("certificate");
        Optional<Path> key = section.path("private-key");
        if (section.has("certificate") != section.has("private-key")) {
            section.fault("certificate", "certificate and private-key belong together");
        }
        Optional<TlsFiles> client = certificate.flatMap(chain -> key.map(secret -> new TlsFiles(chain, secret)));
        client.ifPresent(files -> checkClient(section, files));
        return authority.isEmpty() && client.isEmpty()
                ? Optional.empty()
                : Optional.of(new RedisAccess.Tls(authority, client));
    }

    /** The file's contents are looked at already here: a pool that would not start shall say so in its check. */
    private static Path certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty()) {
                throw new IllegalArgumentException(file + " holds no certificate in PEM");
            }
            return file;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ", does it exist and is it this user's?", e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(file + " holds no certificate in PEM", e);
        }
    }

    private static void checkClient(Section section, TlsFiles files) {
        try {
            TlsIdentity.load(files);
        } catch (UnusableTlsFilesException e) {
            section.fault(e.file().equals(files.certificate()) ? "certificate" : "private-key", e.getMessage());
        }
    }

    private static void checkTogether(Section section, URI url) {
        boolean isTls = url.getScheme().startsWith("rediss");
        for (String key : new String[] {"authority", "certificate"}) {
            if (section.has(key) && !isTls) {
                section.fault(key, "is for TLS only; write rediss in the URL, not redis");
            }
        }
        for (String key : new String[] {"sentinel-password", "sentinel-password-file"}) {
            if (section.has(key) && !url.getScheme().endsWith("-sentinel")) {
                section.fault(key, "the URL names no sentinels");
            }
        }
    }
}
