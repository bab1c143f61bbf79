package neman.console.view;

import java.sql.SQLException;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;

/**
 * The pool as the console sees it. Called from many threads at once; every method may block on the database.
 *
 * <p>A {@link SQLException} says that the database could not be asked.
 */
public interface PoolView {
    /** Whose addresses are asked for. Never blocks. */
    Network network();

    PoolStatus pool() throws SQLException;

    /**
     * The blocks that the pool found, newest first.
     *
     * @throws IllegalArgumentException with a sentence for the caller, where the cursor is none that we gave
     */
    Page<BlockItem> blocks(PageRequest request) throws SQLException;

    /**
     * The payouts to miners, newest first.
     *
     * @throws IllegalArgumentException with a sentence for the caller, where the cursor is none that we gave
     */
    Page<PayoutItem> payouts(PageRequest request) throws SQLException;

    /** Empty where nobody ever mined to this address here. */
    Optional<MinerStatus> miner(PayoutAddress address) throws SQLException;

    /** The job on the newest tip; empty where no stratum instance is running. */
    Optional<JobStatus> currentJob() throws SQLException;

    /**
     * Who is connected to the Stratum instances that report, by instance and connection.
     *
     * @param account whose sessions alone are wanted
     * @throws IllegalArgumentException with a sentence for the caller, where the cursor is none that we gave
     */
    Page<SessionItem> sessions(Optional<PayoutAddress> account, PageRequest request) throws SQLException;

    /** What software is connected. */
    AgentList agents() throws SQLException;

    /** The Stratum instances that report, by number: a few hundred at most, on one page. */
    Page<InstanceItem> instances() throws SQLException;

    /** How the nodes stand, as each reporting instance sees them. */
    Page<NodeItem> nodes();

    /** The alarms that stand, the critical ones first, then the latest: a few hundred at most, on one page. */
    Page<AlarmItem> alarms();

    /** How fast the pool was, oldest step first; steps without a share are there, with 0. */
    HashrateHistory hashrateHistory(HistorySpan span) throws SQLException;
}
