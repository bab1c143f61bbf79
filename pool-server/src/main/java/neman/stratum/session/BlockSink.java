package neman.stratum.session;

import neman.stratum.block.SolvedBlock;

/** Where solved blocks go: {@link neman.stratum.block.BlockSubmitter#submit} in the pool, a list in tests. */
@FunctionalInterface
public interface BlockSink {
    /** Any thread, returns at once. */
    void submit(SolvedBlock block);
}
