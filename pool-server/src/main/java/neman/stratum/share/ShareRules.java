package neman.stratum.share;

import java.util.Optional;
import neman.bitcoin.Target;
import neman.stratum.job.Job;

/** What makes a submit of a known job a share; pure, in the order of {@link Refusal}. Empty means that nothing is wrong. */
public final class ShareRules {
    /** Consensus refuses blocks further ahead of the nodes' clocks. */
    public static final int MAX_SECONDS_AHEAD = 7_200;

    private ShareRules() {}

    /**
     * What can be said before anything is hashed.
     *
     * @param timeSeconds ntime, unsigned
     * @param versionBits as sent
     * @param versionMask what this session may roll
     */
    public static Optional<Refusal> judgeFields(
            Job job, int timeSeconds, long nowSeconds, int versionBits, int versionMask) {
        long time = Integer.toUnsignedLong(timeSeconds);
        if (time < job.earliestTimeSeconds()) {
            return Optional.of(Refusal.TIME_TOO_EARLY);
        }
        if (time > nowSeconds + MAX_SECONDS_AHEAD || time > job.latestTimeSeconds()) {
            return Optional.of(Refusal.TIME_TOO_LATE);
        }
        return VersionRolling.isWithin(job.version(), versionMask, versionBits)
                ? Optional.empty()
                : Optional.of(Refusal.VERSION_BITS);
    }

    /** @param hasher has just hashed the share */
    public static Optional<Refusal> judgeHash(HeaderHasher hasher, HeaderSet credited, Target target) {
        if (credited.contains(hasher.fingerprint())) {
            return Optional.of(Refusal.DUPLICATE);
        }
        if (!hasher.meets(target)) {
            return Optional.of(Refusal.LOW_DIFFICULTY);
        }
        return credited.isFull() ? Optional.of(Refusal.TOO_MANY) : Optional.empty();
    }
}
