package neman.stratum.session;

import java.util.Optional;
import neman.bitcoin.Difficulty;

/**
 * What outlives a connection, so that a miner that comes back goes on where it was.
 *
 * @param sentJobs with the headers that were credited: a share that is sent again after the connection broke is a duplicate
 * @param difficulty in force at the end; empty before the first job
 */
record KeptSession(SessionId id, SentJobs sentJobs, Optional<Difficulty> difficulty) {}
