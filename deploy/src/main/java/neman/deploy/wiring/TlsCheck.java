package neman.deploy.wiring;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import neman.deploy.wiring.Check.Finding;
import neman.stratum.transport.TlsFiles;
import neman.stratum.transport.TlsIdentity;
import neman.stratum.transport.UnusableTlsFilesException;

/** Tells whose a certificate is and how long it is good. */
final class TlsCheck {
    private TlsCheck() {}

    static Finding finding(TlsFiles files, Instant now) {
        try {
            return finding(files, TlsIdentity.load(files), now);
        } catch (UnusableTlsFilesException e) {
            return new Finding("tls", false, e.getMessage());
        }
    }

    private static Finding finding(TlsFiles files, TlsIdentity identity, Instant now) {
        String subject = files.certificate() + " ("
                + identity.certificate().getSubjectX500Principal().getName() + ")";
        String day = identity.expiry().atOffset(ZoneOffset.UTC).toLocalDate().toString();
        if (!identity.expiry().isAfter(now)) {
            return new Finding("tls", false, subject + " has expired on " + day + "; renew it");
        }
        long days = Duration.between(now, identity.expiry()).toDays();
        String urgency = identity.expiresSoon(now) ? "; renew it" : "";
        return new Finding("tls", true, subject + " is good until " + day + ", " + days + " days" + urgency);
    }
}
