/**
 * One miner's connection: what it has said, what it was told, what it owes and is owed.
 *
 * <p>Everything here is owned by the connection's event loop unless its Javadoc says otherwise.
 *
 * <p>What is said, and when, stands in {@link neman.stratum.session.SessionRequests} and {@link
 * neman.stratum.session.SessionWork}; who may work, in {@link neman.stratum.session.WorkerName}; who comes back to what, in {@link
 * neman.stratum.session.ResumableSessions}. The talks with each family of firmware are files in {@code
 * src/test/resources/transcripts}, played by {@code mvn -pl pool-server -am test -Dtest=TranscriptTest
 * -Dsurefire.failIfNoSpecifiedTests=false}, and mutated for ten minutes by the same with {@code
 * -Dtest=FuzzTest -Dfuzz.minutes=10}.
 */
package neman.stratum.session;
