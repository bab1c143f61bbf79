package neman.accounting.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.segment.SegmentReader;
import neman.accounting.segment.SequencedBlock;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRecomputationTest {
    private static final int SEGMENTS = 40;

    /** Forty blocks' worth: more than the four segments up to a block hold, less than all of them. */
    private static final RewardPolicy POLICY = RewardPolicy.pplns(BigDecimal.valueOf(40));

    private static MinedHistory history(long seed) {
        return history(seed, POLICY);
    }

    private static MinedHistory history(long seed, RewardPolicy policy) {
        MinedHistory history = new MinedHistory(seed, policy.newWindow());
        for (int i = 0; i < SEGMENTS; i++) {
            history.mineSegment(i % 4 == 3);
        }
        return history;
    }

    private static RoundRecomputation recomputation(MinedHistory history) {
        return new RoundRecomputation(POLICY, MinedHistory::account, history.jobs::get);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void segmentBytesGiveTheAccountantsWindows(long seed) {
        MinedHistory history = history(seed);
        RoundRecomputation recomputation = recomputation(history);
        List<FrozenWindow> windows = new ArrayList<>();
        for (ShareSegment segment : history.segments) {
            recomputation.add(SegmentReader.read(segment.encode())).ifPresent(round -> windows.add(round.window()));
        }
        assertEquals(history.windows, windows);
        assertTrue(
                windows.get(0).firstSequence() < windows.get(windows.size() - 1).firstSequence());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void otherSchemesWindowsToo(long seed) {
        for (RewardPolicy policy : List.of(RewardPolicy.PROP, RewardPolicy.SOLO)) {
            MinedHistory history = history(seed, policy);
            RoundRecomputation recomputation = new RoundRecomputation(policy, MinedHistory::account, history.jobs::get);
            List<FrozenWindow> windows = history.segments.stream()
                    .map(recomputation::add)
                    .flatMap(Optional::stream)
                    .map(RecomputedRound::window)
                    .toList();
            assertEquals(history.windows, windows);
        }
    }

    @Test
    void propFromTheMiddleOnBeginsWithTheFirstWholeRound() {
        MinedHistory history = history(5, RewardPolicy.PROP);
        RoundRecomputation recomputation =
                new RoundRecomputation(RewardPolicy.PROP, MinedHistory::account, history.jobs::get);
        List<FrozenWindow> windows = history.segments.stream()
                .skip(6)
                .map(recomputation::add)
                .flatMap(Optional::stream)
                .map(RecomputedRound::window)
                .toList();
        assertEquals(history.windows.subList(2, history.windows.size()), windows);
    }

    @Test
    void aRoundIsConfirmedOnlyWhereEverythingIsTheSame() {
        MinedHistory history = history(1);
        RoundRecomputation recomputation = recomputation(history);
        RecomputedRound recomputed = history.segments.stream()
                .map(recomputation::add)
                .flatMap(Optional::stream)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        FrozenWindow last = history.windows.get(history.windows.size() - 1);
        assertTrue(recomputed.confirms(round(recomputed.block(), 100, last)));
        assertFalse(recomputed.confirms(round(recomputed.block(), 101, last)));
        assertFalse(recomputed.confirms(round(recomputed.block(), 100, history.windows.get(0))));
    }

    private static Round round(SequencedBlock block, int height, FrozenWindow window) {
        FoundBlock found = new FoundBlock(
                block.blockHash(), height, block.sequence(), "bcrt1q", "", false, 50, List.of(), Instant.EPOCH);
        return new Round(found, window, POLICY, Optional.empty());
    }

    @Test
    void segmentsThatBeginLateGiveOnlyTheRoundsThatTheyFill() {
        MinedHistory history = history(2);
        RoundRecomputation recomputation = recomputation(history);
        List<FrozenWindow> windows = history.segments.stream()
                .skip(SEGMENTS / 2)
                .map(recomputation::add)
                .flatMap(Optional::stream)
                .map(RecomputedRound::window)
                .toList();
        assertFalse(windows.isEmpty());
        int missing = history.windows.size() - windows.size();
        assertTrue(missing > SEGMENTS / 8);
        assertEquals(history.windows.subList(missing, history.windows.size()), windows);
    }

    @Test
    void aMissingSegmentAnUnknownAccountAndAWorthlessShareAreRefused() {
        MinedHistory history = history(3);
        RoundRecomputation gap = recomputation(history);
        gap.add(history.segments.get(0));
        assertThrows(IllegalArgumentException.class, () -> gap.add(history.segments.get(2)));

        RoundRecomputation stranger = new RoundRecomputation(POLICY, id -> null, history.jobs::get);
        assertThrows(IllegalArgumentException.class, () -> stranger.add(history.segments.get(0)));

        RoundRecomputation forged = recomputation(history);
        assertThrows(IllegalArgumentException.class, () -> forged.add(overstated(history.segments.get(0))));
    }

    /** The same shares, the first credited with far more than it was. */
    private static ShareSegment overstated(ShareSegment segment) {
        SequencedShare first = segment.shares().get(0);
        List<SequencedShare> shares = new ArrayList<>(segment.shares());
        shares.set(
                0,
                new SequencedShare(
                        first.sequence(),
                        first.jobId(),
                        first.accountId(),
                        first.workerId(),
                        first.extranonce1(),
                        first.extranonce2(),
                        first.timeSeconds(),
                        first.nonce(),
                        first.version(),
                        1L << 40,
                        first.receivedMillis()));
        return new ShareSegment(segment.network(), segment.firstSequence(), segment.jobs(), shares, segment.block());
    }

    @Test
    void aBlockBeforeAnyShareHasAnEmptyWindow() {
        MinedHistory history = new MinedHistory(4, POLICY.newWindow());
        history.mineBlockAlone();
        RecomputedRound round =
                recomputation(history).add(history.segments.get(0)).orElseThrow();
        assertEquals(history.windows.get(0), round.window());
    }
}
