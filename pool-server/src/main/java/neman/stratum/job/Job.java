package neman.stratum.job;

import io.netty.buffer.ByteBuf;
import java.util.List;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Target;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;

/**
 * What miners work on: immutable (but for one mark about the journal), shared by all sessions, with its two notifications
 * encoded once.
 */
public final class Job {
    private final JobRecord jobRecord;
    private final JobTimes times;
    private final Target networkTarget;
    private final Difficulty networkDifficulty;
    private final byte[] merkleBranch;
    private final boolean witness;
    private final List<TemplateTransaction> transactions;
    private final NotifyLine notifyLine;
    private volatile boolean journaled;

    /** One whose extranonce1 is as short as it can be. */
    Job(JobRecord jobRecord, JobTimes times, boolean witness, List<TemplateTransaction> transactions) {
        this(jobRecord, times, 0, witness, transactions);
    }

    /** @param zeroBytes at the end of the record's prefix: miners are told them as the beginning of extranonce1 */
    Job(JobRecord jobRecord, JobTimes times, int zeroBytes, boolean witness, List<TemplateTransaction> transactions) {
        this.jobRecord = jobRecord;
        this.times = times;
        this.networkTarget = Target.ofCompact(jobRecord.nbits());
        this.networkDifficulty = Difficulty.ofTarget(networkTarget);
        this.merkleBranch = MerkleTree.encodeBranch(jobRecord.merkleBranch());
        this.witness = witness;
        this.transactions = transactions;
        this.notifyLine = new NotifyLine(jobRecord, zeroBytes);
    }

    public long id() {
        return jobRecord.jobId();
    }

    public int height() {
        return jobRecord.height();
    }

    public Hash256 previousBlock() {
        return jobRecord.previousBlock();
    }

    public int version() {
        return jobRecord.version();
    }

    public int nbits() {
        return jobRecord.nbits();
    }

    /** The earliest ntime that consensus takes. */
    public long earliestTimeSeconds() {
        return times.earliestSeconds();
    }

    /** The latest ntime that consensus takes, whatever the clock; far away on all networks but testnet4. */
    public long latestTimeSeconds() {
        return times.latestSeconds();
    }

    public Target networkTarget() {
        return networkTarget;
    }

    public Difficulty networkDifficulty() {
        return networkDifficulty;
    }

    /** Everything before the 4 bytes of extranonce1 that tell miners apart; not to be changed. */
    public byte[] coinbasePrefix() {
        return jobRecord.coinbasePrefix();
    }

    /** "coinb2"; not to be changed. */
    public byte[] coinbaseSuffix() {
        return jobRecord.coinbaseSuffix();
    }

    /** What the miner fills, after the 4 bytes that the pool assigns. */
    public int extranonce2Bytes() {
        return jobRecord.extranonce2Bytes();
    }

    /** As {@link MerkleTree#foldBranch} reads it; not to be changed. */
    public byte[] merkleBranch() {
        return merkleBranch;
    }

    public long coinbaseValueSats() {
        return jobRecord.coinbaseValueSats();
    }

    /** Whether the block's coinbase needs a witness. */
    public boolean hasWitness() {
        return witness;
    }

    public List<TemplateTransaction> transactions() {
        return transactions;
    }

    /** What the journal keeps of it. */
    public JobRecord journalRecord() {
        return jobRecord;
    }

    /** Whether {@link #journalRecord} was handed to the journal, so that shares may name it. */
    public boolean isJournaled() {
        return journaled;
    }

    public void markJournaled() {
        journaled = true;
    }

    /**
     * The line {@code mining.notify}, shared bytes that nobody may change.
     *
     * @param sentId this job's id or a variant of it
     */
    public ByteBuf notification(long sentId, boolean clean) {
        return notifyLine.bytes(sentId, clean);
    }

    @Override
    public String toString() {
        return Long.toHexString(id()) + " height=" + height();
    }
}
