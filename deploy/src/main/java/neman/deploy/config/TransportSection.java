package neman.deploy.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import neman.stratum.transport.AddressRange;
import neman.stratum.transport.PortTransport;
import neman.stratum.transport.TlsFiles;
import neman.stratum.transport.TlsIdentity;
import neman.stratum.transport.TlsSettings;
import neman.stratum.transport.UnusableTlsFilesException;

/** What is spoken on a port below the lines: {@code tls} and {@code proxy-protocol-from}. */
final class TransportSection {
    private TransportSection() {}

    static PortTransport read(Section port) {
        Optional<TlsSettings> tls = port.has("tls") ? tls(port.section("tls")) : Optional.empty();
        List<AddressRange> proxies = port.values("proxy-protocol-from", AddressRange::parse);
        return new PortTransport(tls, proxies);
    }

    private static Optional<TlsSettings> tls(Section section) {
        Optional<Path> certificate = section.required("certificate", section::resolve);
        Optional<Path> privateKey = section.required("private-key", section::resolve);
        boolean only = section.value("only", false, Values::truth);
        section.finish();
        return certificate
                .flatMap(chain -> privateKey.map(key -> new TlsFiles(chain, key)))
                .filter(files -> isUsable(section, files))
                .map(files -> new TlsSettings(files, only));
    }

    /** The files' contents are looked at already here: a pool that would not start shall say so in its check. */
    private static boolean isUsable(Section section, TlsFiles files) {
        try {
            TlsIdentity.load(files);
            return true;
        } catch (UnusableTlsFilesException e) {
            section.fault(e.file().equals(files.certificate()) ? "certificate" : "private-key", e.getMessage());
            return false;
        }
    }
}
