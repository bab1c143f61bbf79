package neman.stratum.block;

import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockBytes;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;
import neman.stratum.job.Job;

/**
 * A header that meets the network's target, with what is needed to make the whole block of it.
 *
 * @param header 80 bytes
 * @param coinbase without witness
 */
public record SolvedBlock(Job job, Hash256 hash, byte[] header, byte[] coinbase) {
    /** The whole serialisation: megabytes are copied, so not on an event loop. */
    byte[] encode() {
        return BlockBytes.encode(
                header,
                coinbase,
                job.hasWitness(),
                job.transactions().stream().map(TemplateTransaction::data).toList());
    }

    @Override
    public String toString() {
        return hash + " height=" + job.height();
    }
}
