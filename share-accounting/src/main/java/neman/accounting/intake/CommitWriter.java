package neman.accounting.intake;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.ShareRecord;
import neman.accounting.leader.Leadership;
import neman.accounting.leader.LeadershipLostException;
import neman.accounting.reward.RewardTerms;
import neman.accounting.reward.RewardWindow;
import neman.accounting.reward.WinningShare;
import neman.accounting.round.FoundBlock;
import neman.accounting.round.RoundCloser;
import neman.accounting.segment.SegmentJob;
import neman.accounting.segment.SegmentStore;
import neman.accounting.segment.SequencedBlock;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;
import neman.bitcoin.Network;

/** Writes a pending commit: segment, jobs, round, statistics and cursors in one transaction, as the leader or not at all. */
final class CommitWriter {
    private final DataSource dataSource;
    private final Network network;
    private final Leadership leadership;
    private final JobBook jobs;
    private final RoundCloser rounds;
    private final RewardWindow window;
    private final RateBook rates;
    private final Registry registry = new Registry();
    private List<SequencedShare> written = List.of();

    /** @param window holds, when a commit is written, all of its shares */
    CommitWriter(
            DataSource dataSource,
            Network network,
            Leadership leadership,
            RewardTerms terms,
            JobBook jobs,
            RewardWindow window,
            RateBook rates) {
        this.dataSource = dataSource;
        this.network = network;
        this.leadership = leadership;
        this.rounds = new RoundCloser(terms);
        this.jobs = jobs;
        this.window = window;
        this.rates = rates;
    }

    void write(PendingCommit commit) throws SQLException, LeadershipLostException {
        Transactions.<LeadershipLostException>run(dataSource, transaction -> {
            leadership.check(transaction);
            SegmentStore.insertJobs(transaction, commit.newJobs());
            if (commit.isNumbered()) {
                writeNumbered(transaction, commit);
            }
            IntakeCursors.save(transaction, commit.cursors());
        });
        noteRates(commit);
    }

    /** Only now: they must not count what may be rolled back. */
    private void noteRates(PendingCommit commit) {
        Iterator<ShareRecord> names = commit.shares().iterator();
        for (SequencedShare share : written) {
            ShareRecord name = names.next();
            rates.add(share.workerId(), name.account(), name.worker(), share.receivedMillis(), share.difficultyUnits());
        }
        written = List.of();
    }

    private void writeNumbered(Connection transaction, PendingCommit commit) throws SQLException {
        List<SequencedShare> shares = sequenced(transaction, commit);
        written = shares;
        ShareStatistics statistics = new ShareStatistics();
        shares.forEach(statistics::add);
        Optional<SequencedBlock> block = Optional.empty();
        if (commit.block().isPresent()) {
            PendingCommit.BlockToClose found = commit.block().get();
            block = Optional.of(sequenced(transaction, commit.nextSequence() - 1, found));
            writeBlock(transaction, found, block.get().sequence());
        }
        SegmentStore.insert(
                transaction,
                new ShareSegment(network, commit.firstSequence(), segmentJobs(shares, block), shares, block),
                commit.work(),
                height(shares, block));
        statistics.write(transaction);
        IntakeCursors.saveWinners(transaction, commit.winners());
    }

    private void writeBlock(Connection transaction, PendingCommit.BlockToClose found, long sequence)
            throws SQLException {
        BlockRecord record = found.record();
        ShareRecord solution = record.solution();
        IntakeCursors.saveBlock(transaction, found, sequence);
        JobRecord job = jobs.require(solution.jobId());
        WinningShare winner = new WinningShare(sequence, solution.account(), solution.difficultyUnits(), job.nbits());
        FoundBlock block = new FoundBlock(
                record.blockHash(),
                record.height(),
                sequence,
                solution.account(),
                solution.worker(),
                solution.difficultyUnits() > 0,
                job.coinbaseValueSats(),
                found.absent(),
                Instant.ofEpochMilli(solution.receivedMillis()));
        rounds.close(transaction, block, window.freeze(winner));
    }

    private List<SequencedShare> sequenced(Connection transaction, PendingCommit commit) throws SQLException {
        Iterator<Registry.Worker> workers =
                registry.numbersOf(transaction, commit.shares()).iterator();
        List<SequencedShare> shares = new ArrayList<>(commit.shares().size());
        for (ShareRecord share : commit.shares()) {
            shares.add(sequenced(commit.firstSequence() + shares.size(), share, workers.next()));
        }
        return shares;
    }

    private static SequencedShare sequenced(long sequence, ShareRecord share, Registry.Worker worker) {
        return new SequencedShare(
                sequence,
                share.jobId(),
                worker.accountId(),
                worker.workerId(),
                share.extranonce1(),
                share.extranonce2(),
                share.timeSeconds(),
                share.nonce(),
                share.version(),
                share.difficultyUnits(),
                share.receivedMillis());
    }

    private SequencedBlock sequenced(Connection transaction, long sequence, PendingCommit.BlockToClose found)
            throws SQLException {
        BlockRecord record = found.record();
        Registry.Worker finder =
                registry.numbersOf(transaction, List.of(record.solution())).get(0);
        return new SequencedBlock(
                record.blockHash(), record.height(), sequenced(sequence, record.solution(), finder), found.absent());
    }

    private int height(List<SequencedShare> shares, Optional<SequencedBlock> block) throws SQLException {
        int height = block.map(SequencedBlock::height).orElse(0);
        long lastJob = -1;
        for (SequencedShare share : shares) {
            if (share.jobId() != lastJob) {
                lastJob = share.jobId();
                height = Math.max(height, jobs.require(lastJob).height());
            }
        }
        return height;
    }

    private List<SegmentJob> segmentJobs(List<SequencedShare> shares, Optional<SequencedBlock> block)
            throws SQLException {
        Set<Long> seen = new HashSet<>();
        List<SegmentJob> named = new ArrayList<>();
        for (SequencedShare share : shares) {
            if (seen.add(share.jobId())) {
                named.add(SegmentJob.of(jobs.require(share.jobId())));
            }
        }
        if (block.isPresent() && seen.add(block.get().solution().jobId())) {
            named.add(SegmentJob.of(jobs.require(block.get().solution().jobId())));
        }
        return named;
    }
}
