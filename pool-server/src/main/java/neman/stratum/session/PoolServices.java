package neman.stratum.session;

import java.time.InstantSource;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.ExtranonceRoom;
import neman.stratum.job.JobTable;

/**
 * What all sessions share. Everything here may be used by any thread.
 *
 * @param poolAddress names a block whose finder did not say who it is
 * @param extranonce how many bytes a miner is assigned, and how many every job leaves to it
 * @param versionRollingMask the bits of a block's version that miners may roll
 */
public record PoolServices(
        Network network,
        PayoutAddress poolAddress,
        ExtranonceRoom extranonce,
        int versionRollingMask,
        JobTable jobs,
        ShareSink journal,
        BlockSink blocks,
        ResumableSessions sessions,
        SessionClaims claims,
        InstantSource clock) {}
