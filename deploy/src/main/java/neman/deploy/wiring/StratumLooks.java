package neman.deploy.wiring;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import neman.accounting.alarm.AlarmCode;
import neman.accounting.alarm.AlarmWatch.Look;
import neman.accounting.journal.ShareJournal;
import neman.accounting.transport.ShareShipper;
import neman.deploy.config.StratumPort;
import neman.stratum.transport.TlsFiles;
import neman.stratum.transport.TlsIdentity;
import neman.stratum.transport.UnusableTlsFilesException;

/** The journal, the way behind it, and the certificates of one instance. */
final class StratumLooks {
    private static final Duration OFTEN = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofMinutes(1);
    /** A restart of Redis, or of an accountant while another takes over, is none. */
    private static final Duration LATE = Duration.ofSeconds(60);

    private StratumLooks() {}

    static List<Look> of(ShareJournal journal, ShareShipper shipper, List<StratumPort> ports, InstantSource clock) {
        String directory = journal.settings().directory().toString();
        List<Look> looks = new ArrayList<>();
        looks.add(now(
                AlarmCode.JOURNAL_NOT_WRITTEN,
                directory,
                OFTEN,
                () -> journal.isReady()
                        ? Optional.empty()
                        : Optional.of("the journal cannot be written: shares are refused")));
        looks.add(now(AlarmCode.JOURNAL_DAMAGED, directory, OFTEN, shipper::damage));
        looks.add(now(
                AlarmCode.SHARES_NOT_SHIPPED,
                directory,
                OFTEN,
                () -> late(shipper.shippingLag(), "shares have not gone to Redis for ")));
        looks.add(now(
                AlarmCode.SHARES_NOT_COUNTED,
                directory,
                OFTEN,
                () -> late(shipper.countingLag(), "the accountant has counted no share for ")));
        for (StratumPort port : ports) {
            port.transport().tls().ifPresent(tls -> looks.addAll(certificate(tls.files(), clock)));
        }
        return looks;
    }

    private static Look now(AlarmCode code, String subject, Duration every, Callable<Optional<String>> problem) {
        return new Look(code, subject, every, Duration.ZERO, problem);
    }

    private static Optional<String> late(Duration lag, String sentence) {
        return lag.compareTo(LATE) < 0 ? Optional.empty() : Optional.of(sentence + lag.toMinutes() + " min");
    }

    private static List<Look> certificate(TlsFiles files, InstantSource clock) {
        String subject = files.certificate().toString();
        return List.of(
                now(AlarmCode.CERTIFICATE_UNUSABLE, subject, SELDOM, () -> unusable(files)),
                now(AlarmCode.CERTIFICATE_EXPIRES, subject, SELDOM, () -> expiry(files, clock.instant())));
    }

    private static Optional<String> unusable(TlsFiles files) {
        try {
            TlsIdentity.load(files);
            return Optional.empty();
        } catch (UnusableTlsFilesException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Of one that cannot be used the other look tells. */
    private static Optional<String> expiry(TlsFiles files, Instant now) {
        try {
            TlsIdentity identity = TlsIdentity.load(files);
            String day =
                    identity.expiry().atOffset(ZoneOffset.UTC).toLocalDate().toString();
            return identity.expiresSoon(now)
                    ? Optional.of((identity.expiry().isAfter(now) ? "it ends on " : "it ended on ") + day)
                    : Optional.empty();
        } catch (UnusableTlsFilesException e) {
            return Optional.empty();
        }
    }
}
