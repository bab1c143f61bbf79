package neman.accounting.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.CountingWaiter;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.Records;
import neman.accounting.journal.ShareJournal;
import neman.accounting.journal.ShareRecord;
import neman.accounting.segment.MinedShares;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.ShareShipper;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;

/** A stratum instance without its miners: a real journal and a real shipper. Eight shares fill a window of two blocks. */
final class TestInstance implements AutoCloseable {
    private static final int NBITS = 0x2000ffff;

    private final Random random;
    private final InstanceIdentity identity;
    private final ShareJournal journal;
    private final ShareShipper shipper;
    private final CountingWaiter waiter = new CountingWaiter();
    private final List<ShareRecord> shares = new ArrayList<>();
    private JobRecord job;
    private int jobs;

    TestInstance(Path dataDirectory, InstanceRegistry registry, RedisLink redis) throws IOException {
        this(dataDirectory, registry, journal -> new ShareShipper(journal, redis));
    }

    TestInstance(Path dataDirectory, InstanceRegistry registry, Function<ShareJournal, ShareShipper> shippedBy)
            throws IOException {
        Files.createDirectories(dataDirectory);
        identity = registry.claim(dataDirectory);
        random = new Random(identity.number() * 1_000L + identity.startCounter());
        journal = ShareJournal.open(JournalSettings.of(dataDirectory.resolve("journal"), Network.SANDBOX, identity));
        shipper = shippedBy.apply(journal);
        shipper.start();
        newJob();
    }

    int number() {
        return identity.number();
    }

    InstanceIdentity identity() {
        return identity;
    }

    void newJob() {
        jobs++;
        job = Records.job((long) identity.number() << 48 | (long) identity.startCounter() << 24 | jobs, NBITS, random);
        append(job);
    }

    void mine(int count) {
        for (int i = 0; i < count; i++) {
            addShare(MinedShares.share(job, account(), "rig" + random.nextInt(2), random));
        }
    }

    /** The winning share follows its block and is credited. */
    Hash256 findBlock() {
        ShareRecord solution = MinedShares.block(job, account(), "winner", random);
        Hash256 hash = MinedShares.hash(job, solution);
        shares.add(solution);
        append(new BlockRecord(hash, job.height(), solution), solution);
        return hash;
    }

    /** The same block once more, as a resubmitted solution brings it. */
    void reportAgain(Hash256 hash, ShareRecord solution) {
        append(new BlockRecord(hash, job.height(), solution));
    }

    /** All that were acknowledged. */
    List<ShareRecord> shares() {
        return shares;
    }

    private String account() {
        return "bcrt1qaccount" + random.nextInt(3);
    }

    private void addShare(ShareRecord share) {
        shares.add(share);
        append(share);
    }

    private void append(JournalRecord... records) {
        int before = waiter.durable();
        if (!journal.append(waiter, records)) {
            throw new AssertionError("the journal refused");
        }
        waiter.awaitDurable(before + 1);
    }

    @Override
    public void close() {
        shipper.close();
        journal.close();
    }
}
