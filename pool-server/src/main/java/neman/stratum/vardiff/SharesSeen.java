package neman.stratum.vardiff;

import neman.bitcoin.Difficulty;

/**
 * What {@link Vardiff} decides by: how many shares a session sent at its present difficulty, and in what time. Counted twice, over
 * all of that time (what is older than {@link #MEMORY_INTERVALS} fades) and over its newest part, so that a step in hashrate is not
 * lost in a long quiet past.
 *
 * <p>Counting begins with the first share at the present difficulty, which is not counted itself: before it the miner may not have
 * known the difficulty, and a Poisson process that is looked at from one of its events on is a Poisson process.
 *
 * <p>A miner that was away may send what it found meanwhile all at once. Such a burst says nothing of its speed: after an absence,
 * and at the start of a session, counting begins {@link #SETTLING_MS} after the first share. More than {@link #MOST_RESENT} shares
 * within that time are no backlog but a flood, and counting begins at once.
 *
 * <p>Seven longs and two small fields a session; nothing is allocated after the constructor. Thread: its session's.
 */
public final class SharesSeen {
    /** Longer ago than this many share intervals fades. */
    static final int MEMORY_INTERVALS = 256;

    static final int NEWEST_INTERVALS = 32;
    static final long SETTLING_MS = 3_000;
    static final int MOST_RESENT = 256;

    private static final long NOT_BEGUN = Long.MAX_VALUE;

    private final long intervalMs;
    private long beginMs;
    private long shares;
    private long newestBeginMs;
    private long newestShares;
    /** Of the last share or, where none came since, of the last change. */
    private long lastMs;

    private long unitsOfLastShare;
    private int passedOver;
    private boolean absent = true;

    public SharesSeen(VardiffSettings settings, long nowMs) {
        this.intervalMs = settings.shareIntervalMs();
        difficultyChanged(nowMs);
    }

    /** Forgets what was counted at the difficulty before. */
    public void difficultyChanged(long nowMs) {
        absent = absent || silenceMs(nowMs) >= absenceMs();
        lastMs = nowMs;
        begin(NOT_BEGUN);
    }

    private void begin(long atMs) {
        beginMs = atMs;
        newestBeginMs = atMs;
        shares = 0;
        newestShares = 0;
    }

    /**
     * @param judged at which the share was accepted; easier than {@code current} where its job is older than the last raise
     * @param current what the session works at
     */
    public void add(Difficulty judged, Difficulty current, long nowMs) {
        if (silenceMs(nowMs) >= absenceMs()) {
            difficultyChanged(nowMs);
        }
        lastMs = nowMs;
        unitsOfLastShare = current.units();
        if (judged.compareTo(current) < 0) {
            return;
        }
        if (beginMs == NOT_BEGUN) {
            begin(absent ? nowMs + SETTLING_MS : nowMs);
            absent = false;
            passedOver = 0;
        } else if (nowMs >= beginMs) {
            count(nowMs);
        } else if (++passedOver == MOST_RESENT) {
            begin(nowMs);
        }
    }

    /** The whole is halved, shares and time alike, which leaves its rate: nothing is begun anew in the middle of a burst. */
    private void count(long nowMs) {
        if (nowMs - beginMs >= MEMORY_INTERVALS * intervalMs) {
            beginMs += (nowMs - beginMs) / 2;
            shares /= 2;
        }
        if (nowMs - newestBeginMs >= NEWEST_INTERVALS * intervalMs) {
            newestBeginMs = nowMs;
            newestShares = 0;
        }
        shares++;
        newestShares++;
    }

    private long absenceMs() {
        return Vardiff.ABSENCE_INTERVALS * intervalMs;
    }

    /** Whether no share came since the session began or since the difficulty changed after an absence. */
    boolean isAbsent() {
        return absent;
    }

    long silenceMs(long nowMs) {
        return Math.max(0, nowMs - lastMs);
    }

    /** The difficulty, in units, at which the last share came; 0 where none ever did. */
    long unitsOfLastShare() {
        return unitsOfLastShare;
    }

    long intervalMs() {
        return intervalMs;
    }

    long shares() {
        return shares;
    }

    /** The time in which they came; 0 before counting begins. */
    long elapsedMs(long nowMs) {
        return Math.max(0, nowMs - beginMs);
    }

    long newestShares() {
        return newestShares;
    }

    long newestElapsedMs(long nowMs) {
        return Math.max(0, nowMs - newestBeginMs);
    }
}
