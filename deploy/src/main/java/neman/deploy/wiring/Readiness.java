package neman.deploy.wiring;

import java.util.List;
import java.util.Optional;
import neman.console.view.ReadinessCheck;

/**
 * What {@code /health/ready} asks of the miners' side. The console starts before it, so its checks say "still starting"
 * first.
 */
final class Readiness {
    private static final Optional<String> STARTING = Optional.of("still starting");

    private volatile boolean started;
    private volatile StratumRole stratum;

    List<ReadinessCheck> checks() {
        return List.of(
                new ReadinessCheck("start", () -> started ? Optional.empty() : STARTING),
                new ReadinessCheck("work", this::workProblem),
                new ReadinessCheck("node", this::nodeProblem),
                new ReadinessCheck("journal", this::journalProblem));
    }

    void started(Optional<StratumRole> role) {
        stratum = role.orElse(null);
        started = true;
    }

    private Optional<String> workProblem() {
        StratumRole role = stratum;
        if (role != null && role.server().isDraining()) {
            return Optional.of("stopping: its miners are being sent away");
        }
        return role == null || role.server().hasWork()
                ? Optional.empty()
                : Optional.of("no block template yet: does the node answer?");
    }

    private Optional<String> nodeProblem() {
        StratumRole role = stratum;
        return role == null || role.server().isLed()
                ? Optional.empty()
                : Optional.of("no node leads: none stands on the best tip and answers");
    }

    private Optional<String> journalProblem() {
        StratumRole role = stratum;
        return role == null || role.journal().isReady()
                ? Optional.empty()
                : Optional.of("the journal cannot be written: is the disk full?");
    }
}
