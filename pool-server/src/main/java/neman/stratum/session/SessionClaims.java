package neman.stratum.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import neman.accounting.journal.InstanceIdentity;

/**
 * Asks whether this instance may go on with a session that another one gave: what the instances share answers that in the pool,
 * {@link #NONE} where there is only one.
 */
@FunctionalInterface
public interface SessionClaims {
    /** Every miner of another instance gets a new extranonce1. */
    SessionClaims NONE = (extranonce1, giver) -> CompletableFuture.completedFuture(false);

    /**
     * An event loop calls this, so it returns at once.
     *
     * @param giver the instance that gave the session, and the start that did
     * @return completed by any thread, or never: true where {@code giver} is recorded as stopped at that start and no other
     *     instance has gone on with the session
     */
    CompletionStage<Boolean> claim(int extranonce1, InstanceIdentity giver);
}
