package neman.deploy.config;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What operators have to do with payouts, and what the payout role does in their place.
 *
 * @param approvers whose signature counts; no name and no key stands twice
 * @param signerDirectory where approved payouts are laid for an offline signer, and signed ones are looked for
 * @param bumpAfter how long a payout waits for a block before its fee is raised; empty for never
 * @param reconcileInterval between two comparisons of the wallet with the books
 */
public record PayoutDeskSettings(
        List<Approver> approvers,
        Optional<Path> signerDirectory,
        Optional<Duration> bumpAfter,
        Duration reconcileInterval) {
    /**
     * An operator who may approve payouts.
     *
     * @param key Ed25519
     */
    public record Approver(String name, PublicKey key) {}

    public PayoutDeskSettings {
        approvers = List.copyOf(approvers);
    }
}
