package neman.stratum.session;

import neman.stratum.protocol.RequestId;

/** How far a connection has come. Authorized names may come before or after, so they are no state. */
sealed interface SessionState {
    /** Has not subscribed: nothing may be sent to it but answers. */
    record Opening() implements SessionState {}

    /**
     * Has named another instance's session, and waits for word whether it may go on with it.
     *
     * @param place of the answer to the subscribe
     */
    record Resuming(SessionId asked, RequestId request, AnswerQueue.Place place) implements SessionState {}

    /** @param sentJobs those of the session's earlier connections, too */
    record Subscribed(SessionId id, SentJobs sentJobs) implements SessionState {
        int extranonce1() {
            return id.extranonce1();
        }
    }

    /** The connection is gone, and its jobs may be another's by now. */
    record Closed() implements SessionState {}

    SessionState OPENING = new Opening();
    SessionState CLOSED = new Closed();
}
