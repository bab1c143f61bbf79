package neman.stratum.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.InstantSource;
import java.util.Optional;
import neman.bitcoin.block.ExtranonceRoom;
import neman.stratum.defence.Conduct;
import neman.stratum.defence.Measure;
import neman.stratum.job.Job;
import neman.stratum.protocol.PoolNotices;
import neman.stratum.protocol.ServerLines;

/**
 * What one session is given to work on: difficulties and jobs. Thread: the channel's event loop.
 *
 * <p>What firmware relies on: a difficulty before the first job, and a new difficulty always together with a job. Nothing here
 * flushes.
 */
final class SessionWork {
    private final ExtranonceRoom extranonce;
    private final InstantSource clock;
    private final Channel channel;
    private final Conduct conduct;
    private final SessionDifficulty difficulty;
    /** Empty until the miner has subscribed. */
    private Optional<SentJobs> sentJobs = Optional.empty();

    SessionWork(PoolServices pool, Channel channel, Conduct conduct, SessionDifficulty difficulty) {
        this.extranonce = pool.extranonce();
        this.clock = pool.clock();
        this.channel = channel;
        this.conduct = conduct;
        this.difficulty = difficulty;
    }

    /** The miner has subscribed. @param jobs those of the session's earlier connections, too */
    void begin(SentJobs jobs) {
        sentJobs = Optional.of(jobs);
    }

    /** The connection is gone, and the jobs may be another's by now. */
    void end() {
        sentJobs = Optional.empty();
    }

    /** Whether a job was sent on this connection. */
    boolean hasBegun() {
        return difficulty.assigned().isPresent();
    }

    /**
     * Sends the current job to a subscribed miner that has not got it on this connection, and a difficulty before it where that
     * is due.
     */
    void sendJob(Job job) {
        SentJobs jobs = sentJobs.orElseThrow();
        Optional<SentJob> newest = jobs.newest();
        if (newest.filter(sent -> sent.job() == job).isEmpty()) {
            sendNewJob(jobs, job);
        } else if (!hasBegun()) {
            sendJobAgain(jobs, newest.get());
        }
    }

    /** Clean where the tip is another than that of the job before. */
    private void sendNewJob(SentJobs jobs, Job job) {
        boolean clean = jobs.newest()
                .filter(sent -> sent.job().previousBlock().equals(job.previousBlock()))
                .isEmpty();
        assignAndTell(jobs, job);
        jobs.add(job, difficulty.assigned().orElseThrow(), clean);
        write(job.notification(job.id(), clean));
    }

    /**
     * To a miner that came back before the next job: under another id, because firmware drops a job whose id it knows, and not
     * clean, because firmware begins a clean job from the start and would find the same shares again.
     */
    private void sendJobAgain(SentJobs jobs, SentJob sent) {
        assignAndTell(jobs, sent.job());
        writeAgain(jobs, sent);
    }

    private void writeAgain(SentJobs jobs, SentJob newest) {
        long sentId = jobs.sendAgain(difficulty.assigned().orElseThrow());
        write(newest.job().notification(sentId, false));
    }

    private void assignAndTell(SentJobs jobs, Job job) {
        if (difficulty.assign(job.networkDifficulty(), clock.millis())) {
            tellDifficulty(jobs);
        }
    }

    /** Difficulty and job, the job under another id: whatever the miner missed, it has now. */
    void sendAgain() {
        if (sentJobs.isPresent() && hasBegun()) {
            SentJobs jobs = sentJobs.get();
            jobs.newest().ifPresent(newest -> {
                difficulty.assign(newest.job().networkDifficulty(), clock.millis());
                tellDifficulty(jobs);
                sendJobAgain(jobs, newest);
            });
        }
    }

    /** Whether there is no job yet, or one that can be sent again. */
    boolean canChangeExtranonce() {
        return sentJobs.flatMap(SentJobs::newest).map(SentJob::canBeSentAgain).orElse(true);
    }

    /**
     * Another extranonce1, and with it the job under another id: firmware applies the one with the other. Not clean: what the
     * miner is about to find in the jobs before still counts.
     */
    void changeExtranonce(int extranonce1) {
        write(PoolNotices.setExtranonce(channel.alloc(), extranonce, extranonce1));
        SentJobs jobs = sentJobs.orElseThrow();
        jobs.extranonceChanged(extranonce1);
        if (hasBegun()) {
            jobs.newest().ifPresent(newest -> writeAgain(jobs, newest));
        }
    }

    /** An easier difficulty, for a miner whose shares are mostly below its own. */
    void ease() {
        difficulty.ease();
        sendAgain();
    }

    /** Vardiff: at each share, and now and then for the ones that send none. */
    void followSpeed(long nowMillis) {
        if (difficulty.followSpeed(nowMillis)) {
            sendDifficulty();
        }
    }

    /**
     * A new difficulty with the present job under another id: firmware applies the one with the other. Where the job cannot be
     * sent again, the difficulty goes with the next.
     */
    void sendDifficulty() {
        if (sentJobs.isEmpty() || !hasBegun()) {
            return;
        }
        SentJobs jobs = sentJobs.get();
        Optional<SentJob> newest = jobs.newest().filter(SentJob::canBeSentAgain);
        if (newest.isPresent() && difficulty.assign(newest.get().job().networkDifficulty(), clock.millis())) {
            tellDifficulty(jobs);
            writeAgain(jobs, newest.get());
        }
    }

    private void tellDifficulty(SentJobs jobs) {
        AssignedDifficulty assigned = difficulty.assigned().orElseThrow();
        jobs.difficultyChanged(assigned);
        write(ServerLines.setDifficulty(channel.alloc(), assigned.difficulty()));
    }

    /** A miner that does not read what it is sent cannot be given jobs: the connection ends. */
    void write(ByteBuf line) {
        if (channel.isWritable()) {
            channel.write(line);
        } else {
            line.release();
            disconnect(Measure.SLOW_READER);
        }
    }

    /** Says again what is in force. */
    void repeatDifficulty() {
        difficulty.assigned().ifPresent(now -> write(ServerLines.setDifficulty(channel.alloc(), now.difficulty())));
    }

    /** Ends the connection at once. */
    void disconnect(Measure why) {
        if (channel.isOpen()) {
            conduct.count(why);
            channel.close();
        }
    }
}
