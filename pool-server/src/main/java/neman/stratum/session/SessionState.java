package neman.stratum.session;

/** How far a connection has come. Authorized names may come before or after, so they are no state. */
sealed interface SessionState {
    /** Has not subscribed: nothing may be sent to it but answers. */
    record Opening() implements SessionState {}

    /** @param extranonce1 its own for as long as the connection lives */
    record Subscribed(int extranonce1, String userAgent, SentJobs sentJobs) implements SessionState {}

    SessionState OPENING = new Opening();
}
