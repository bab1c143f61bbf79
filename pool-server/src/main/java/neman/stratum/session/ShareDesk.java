package neman.stratum.session;

import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Hash256;
import neman.stratum.block.SolvedBlock;
import neman.stratum.job.Job;
import neman.stratum.job.JobTable;
import neman.stratum.protocol.ClientRequest.Submit;
import neman.stratum.share.HeaderHasher;
import neman.stratum.share.Refusal;
import neman.stratum.share.ShareFields;
import neman.stratum.share.ShareRules;
import neman.stratum.share.VersionRolling;

/**
 * The way of a submit on one event loop: header, block test, judgement, journal. A solved block leaves before anything else is
 * looked at, staleness, name and repetition included: nothing may stop it.
 *
 * <p>Thread: its event loop.
 */
final class ShareDesk {
    private static final int MILLIS_PER_SECOND = 1_000;

    private final PoolServices pool;
    private final HeaderHasher hasher = new HeaderHasher();
    private final ShareJournaling journaling;
    private final RecordedBlocks recordedBlocks = new RecordedBlocks();

    /** @param afterBatch called on the loop when all shares that were complete have been answered */
    ShareDesk(PoolServices pool, EventExecutor loop, Runnable afterBatch) {
        this.pool = pool;
        this.journaling = new ShareJournaling(pool, loop, afterBatch);
    }

    void receive(MinerSession session, SessionState.Subscribed state, Submit submit) {
        Optional<Job> job = pool.jobs().find(submit.jobId());
        Optional<Worker> worker = session.worker(submit.user());
        if (job.isEmpty() || submit.extranonce2Bytes() != job.get().extranonce2Bytes()) {
            session.refuse(submit.id(), worker, firstRefusal(worker, job));
            return;
        }
        Optional<SentJob> sent = state.sentJobs().find(submit.jobId());
        int extranonce1 = sent.isPresent() ? sent.get().extranonce1() : state.extranonce1();
        ShareFields fields = fields(session, extranonce1, job.get(), submit);
        hasher.hash(job.get(), fields);
        boolean newBlock = submitIfSolved(job.get());
        Optional<Refusal> refusal = judge(session, submit, job.get(), worker, sent);
        if (refusal.isPresent()) {
            if (newBlock) {
                journaling.recordBlock(
                        solution(session, job.get(), worker, submit, fields, 0), job.get(), hasher.hash());
            }
            session.refuse(submit.id(), worker, refusal.get());
        } else {
            credit(session, submit, worker.get(), sent.get(), fields, newBlock);
        }
    }

    /** Returns whether the last hash is a block that is to be recorded: a repeated one goes out again, but has its record. */
    private boolean submitIfSolved(Job job) {
        if (!hasher.meets(job.networkTarget())) {
            return false;
        }
        Hash256 hash = hasher.hash();
        pool.blocks().submit(new SolvedBlock(job, hash, hasher.header(), hasher.coinbase()));
        return recordedBlocks.add(hash);
    }

    /** The first refusal, by precedence, of a submit from which no header can be made. */
    private Refusal firstRefusal(Optional<Worker> worker, Optional<Job> job) {
        if (worker.isEmpty()) {
            return Refusal.UNAUTHORIZED;
        }
        if (job.isEmpty()) {
            return Refusal.UNKNOWN_JOB;
        }
        return isStale(job.get()) ? Refusal.STALE_JOB : Refusal.EXTRANONCE2_LENGTH;
    }

    /** The same for a submit that could not even be read. */
    Refusal refusalOfUnreadable(Optional<Worker> worker, long jobId) {
        Refusal first = firstRefusal(worker, pool.jobs().find(jobId));
        return first == Refusal.EXTRANONCE2_LENGTH ? Refusal.UNREADABLE : first;
    }

    private boolean isStale(Job job) {
        return pool.jobs().standing(job, pool.clock().millis()) == JobTable.Standing.STALE;
    }

    private static ShareFields fields(MinerSession session, int extranonce1, Job job, Submit submit) {
        int version = VersionRolling.version(job.version(), session.versionMask(), submit.versionBits());
        return new ShareFields(extranonce1, submit.extranonce2(), submit.timeSeconds(), submit.nonce(), version);
    }

    private Optional<Refusal> judge(
            MinerSession session, Submit submit, Job job, Optional<Worker> worker, Optional<SentJob> sent) {
        if (worker.isEmpty()) {
            return Optional.of(Refusal.UNAUTHORIZED);
        }
        if (isStale(job)) {
            return Optional.of(Refusal.STALE_JOB);
        }
        if (sent.isEmpty()) {
            return Optional.of(Refusal.UNKNOWN_JOB); // another session's: no miner is told a job that is not its own
        }
        Optional<Refusal> ofFields = ShareRules.judgeFields(
                job,
                submit.timeSeconds(),
                pool.clock().millis() / MILLIS_PER_SECOND,
                submit.versionBits(),
                session.versionMask());
        if (ofFields.isPresent()) {
            return ofFields;
        }
        return ShareRules.judgeHash(
                hasher,
                sent.get().credited(),
                sent.get().easiestSince(submit.jobId()).target());
    }

    private void credit(
            MinerSession session, Submit submit, Worker worker, SentJob sent, ShareFields fields, boolean newBlock) {
        long fingerprint = hasher.fingerprint();
        sent.credited().add(fingerprint);
        AssignedDifficulty judged = sent.easiestSince(submit.jobId());
        ShareRecord share = solution(
                session,
                sent.job(),
                Optional.of(worker),
                submit,
                fields,
                judged.difficulty().units());
        PendingShare pending = journaling.pending(session, submit.id(), worker, judged);
        session.reserveAnswer(pending);
        Optional<JournalRecord> block =
                newBlock ? Optional.of(ShareJournaling.block(share, sent.job(), hasher.hash())) : Optional.empty();
        if (!journaling.recordShare(pending, sent.job(), block, share)) {
            sent.credited().remove(fingerprint); // it is not in the journal, so it may be sent again
            if (newBlock) {
                ShareRecord uncredited = solution(session, sent.job(), Optional.of(worker), submit, fields, 0);
                journaling.recordBlock(uncredited, sent.job(), hasher.hash());
            }
            pending.refuse();
        }
    }

    private ShareRecord solution(
            MinerSession session, Job job, Optional<Worker> worker, Submit submit, ShareFields fields, long units) {
        Optional<WorkerName> name = worker.map(Worker::name).or(() -> WorkerName.parse(pool.network(), submit.user()));
        return new ShareRecord(
                job.id(),
                worker.map(Worker::account).orElseGet(() -> name.map(WorkerName::account)
                        .orElse(pool.poolAddress())
                        .toString()),
                name.map(WorkerName::worker).orElse(""),
                fields.extranonce1(),
                fields.extranonce2(),
                fields.timeSeconds(),
                fields.nonce(),
                fields.version(),
                units,
                pool.clock().millis());
    }
}
