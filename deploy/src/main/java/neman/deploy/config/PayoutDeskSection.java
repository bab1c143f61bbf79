package neman.deploy.config;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.deploy.config.PayoutDeskSettings.Approver;

/** The keys of {@code payout} that concern operators. */
final class PayoutDeskSection {
    private static final int MAX_APPROVERS = 32;
    private static final int MAX_NAME_CHARACTERS = 64;
    private static final Duration LONGEST = Duration.ofDays(30);

    private PayoutDeskSection() {}

    /** Leaves the end of the section to the caller. */
    static PayoutDeskSettings read(Section payout, int approvals) {
        List<Approver> approvers = approvers(payout);
        if (approvals > approvers.size()) {
            payout.fault(
                    "approvals",
                    approvals + " approvals need as many operators under approvers, not " + approvers.size());
        }
        Optional<Path> signerDirectory = payout.path("signer-directory");
        Optional<Duration> bumpAfter = payout.value("bump-after", Optional.empty(), PayoutDeskSection::bumpAfter);
        Duration reconcileInterval = payout.value(
                "reconcile-interval",
                Duration.ofHours(1),
                text -> Values.duration(text, Duration.ofSeconds(1), Duration.ofDays(1)));
        return new PayoutDeskSettings(approvers, signerDirectory, bumpAfter, reconcileInterval);
    }

    private static Optional<Duration> bumpAfter(String text) {
        return text.equals("never")
                ? Optional.empty()
                : Optional.of(Values.duration(text, Duration.ofMinutes(1), LONGEST));
    }

    private static List<Approver> approvers(Section payout) {
        List<Approver> approvers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<PublicKey> keys = new HashSet<>();
        for (Section section : payout.list("approvers")) {
            Optional<String> name = section.required("name", PayoutDeskSection::name);
            Optional<PublicKey> key = section.required("key", PayoutDeskSection::key);
            section.finish();
            if (name.isPresent() && !names.add(name.get())) {
                section.fault("name", "'" + name.get() + "' stands here for the second time");
            }
            if (key.isPresent() && !keys.add(key.get())) {
                section.fault("key", "is another approver's too: one key is one person");
            }
            if (name.isPresent() && key.isPresent()) {
                approvers.add(new Approver(name.get(), key.get()));
            }
        }
        if (approvers.size() > MAX_APPROVERS) {
            payout.fault("approvers", "names " + approvers.size() + " operators; " + MAX_APPROVERS + " are the most");
        }
        return approvers;
    }

    private static String name(String text) {
        if (text.length() > MAX_NAME_CHARACTERS || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a name has at most " + MAX_NAME_CHARACTERS + " characters on one line");
        }
        return text;
    }

    /** Base64 of an X.509 SubjectPublicKeyInfo, as {@code payout keygen} prints it and a PEM file holds it. */
    private static PublicKey key(String text) {
        try {
            byte[] encoded = Base64.getDecoder().decode(text);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            if (!Base64.getEncoder().encodeToString(key.getEncoded()).equals(text)) {
                throw new IllegalArgumentException("is not in its only form");
            }
            return key;
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "is not the public half of an Ed25519 key as ./pool payout keygen prints it", e);
        }
    }
}
