package neman.stratum.session;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import neman.bitcoin.Difficulty;
import neman.stratum.share.Refusal;

/**
 * What is shown of one worker on one connection, or of a connection without a worker: taken on the event loop as it is, made
 * into text elsewhere.
 *
 * @param number of the connection on its event loop
 * @param worker empty where there is none
 */
public record SessionFacts(
        long number,
        boolean subscribed,
        Optional<WorkerName> worker,
        String account,
        String userAgent,
        Difficulty difficulty,
        long connectedAtMillis,
        long accepted,
        Map<Refusal, Long> refused,
        long lastShareAtMillis) {

    static SessionFacts of(MinerSession session) {
        return new SessionFacts(
                session.number(),
                session.isSubscribed(),
                Optional.empty(),
                "",
                session.userAgent(),
                session.difficulty(),
                session.connectedAtMillis(),
                0,
                Map.of(),
                0);
    }

    static SessionFacts of(MinerSession session, Worker worker) {
        return new SessionFacts(
                session.number(),
                session.isSubscribed(),
                Optional.of(worker.name()),
                worker.account(),
                session.userAgent(),
                session.difficulty(),
                session.connectedAtMillis(),
                worker.accepted(),
                copy(worker.refused()),
                worker.lastShareMillis());
    }

    private static Map<Refusal, Long> copy(Map<Refusal, Long> refused) {
        return refused.isEmpty() ? Map.of() : new EnumMap<>(refused);
    }
}
