package neman.payout.desk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the payout role does in an operator's place.
 *
 * @param reconcileEvery between two comparisons of the wallet with the books; empty for never
 * @param closesDays whether each day is closed once it is over
 * @param signerDirectory where approved batches are laid and signed ones are looked for; empty for nowhere
 * @param bumpAfter how long a payment waits for a block before its fee is raised; empty for never
 */
public record DeskSettings(
        Optional<Duration> reconcileEvery,
        boolean closesDays,
        Optional<Path> signerDirectory,
        Optional<Duration> bumpAfter) {
    /** Nothing: an operator does all of it. */
    public static final DeskSettings BY_HAND =
            new DeskSettings(Optional.empty(), false, Optional.empty(), Optional.empty());
}
