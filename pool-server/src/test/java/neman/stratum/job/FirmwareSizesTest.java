package neman.stratum.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.List;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.CoinbasePlan.Firmware;
import neman.bitcoin.block.MerkleTree;
import org.junit.jupiter.api.Test;

/** What firmware holds beside the coinbase: the whole line, and the branches of the merkle tree. */
class FirmwareSizesTest {
    /** NerdMiner parses into a document of 4,096 bytes, which holds a line of about so many. */
    private static final int NERD_MINER_LINE_BYTES = 3_600;
    /** Avalon 2 holds least of all. */
    private static final int FEWEST_BRANCHES = 20;

    /** 4 million weight units of transactions with one input and one output that need no signature: 60 bytes. */
    private static final int MOST_TRANSACTIONS = 4_000_000 / 4 / 60;

    private static final int EXTRANONCE_BYTES = 12;

    private static int lineBytes(int coinbaseBytes, List<Hash256> branch) {
        JobRecord jobRecord = new JobRecord(
                -16,
                16_777_215,
                Hash256.ZERO,
                -1,
                0x1d00ffff,
                0xffff_ffffL,
                new byte[100],
                new byte[coinbaseBytes - 100 - EXTRANONCE_BYTES],
                8,
                branch,
                0);
        Job job = new Job(jobRecord, new JobTimes(0, JobTimes.OPEN), true, List.of());
        ByteBuf line = job.notification(job.id(), false);
        int bytes = line.readableBytes();
        line.release();
        return bytes;
    }

    @Test
    void theFullestBlockHasFewerBranchesThanAnyFirmwareHoldsAndItsLineFitsEveryMinerThatHoldsTheCoinbase() {
        List<Hash256> branch = MerkleTree.branchOfCoinbase(Collections.nCopies(MOST_TRANSACTIONS, Hash256.ZERO));
        assertEquals(15, branch.size());
        assertTrue(branch.size() < FEWEST_BRANCHES);
        int largest = lineBytes(Firmware.NERD_MINER.coinbaseBytes(), branch);
        assertTrue(largest <= NERD_MINER_LINE_BYTES, largest + " bytes");
    }
}
