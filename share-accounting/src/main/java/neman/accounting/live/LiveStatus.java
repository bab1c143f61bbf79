package neman.accounting.live;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one stratum instance at one moment. Remote addresses are left out on purpose.
 *
 * <p>In JSON the components are the members. A reader ignores members that it does not know and does without those that it
 * misses, so that instances of the release before and after can be shown beside ours.
 *
 * @param instance its number
 * @param publishedAtMillis the instance's clock
 * @param draining whether it is sending its miners away
 * @param connections open ones, authorized or not
 * @param sessions one for each worker of each connection and one for each connection without a worker, by connection;
 *     {@value #SESSIONS_MAX} at most are published
 * @param sessionsTotal how many there are
 * @param agents what the miners call their software, the most used first, at most {@value AgentInventory#MAX_AGENTS}
 * @param agentsLeftOut connections whose agent is not among them
 * @param currentJob null before the first template
 * @param rejectedByReason totals since the start, by the wire name of the refusal
 * @param measures how often something was done since the start about those who take too much, by what it was
 * @param bans that end last, at most {@value #BANS_MAX}
 * @param bansTotal how many there are
 * @param nodes in the order of preference
 * @param alarms that stand at this instance, the latest first, at most {@value #ALARMS_MAX}
 */
public record LiveStatus(
        int instance,
        long startedAtMillis,
        long publishedAtMillis,
        boolean draining,
        int connections,
        List<Session> sessions,
        int sessionsTotal,
        List<Agent> agents,
        int agentsLeftOut,
        Job currentJob,
        long accepted,
        Map<String, Long> rejectedByReason,
        Map<String, Long> measures,
        List<Ban> bans,
        int bansTotal,
        List<Node> nodes,
        List<OpenAlarm> alarms) {
    public static final int ALARMS_MAX = 50;

    public static final int BANS_MAX = 100;

    /** More are cut off by the publisher: about 350 bytes each. */
    public static final int SESSIONS_MAX = 20_000;

    public LiveStatus {
        sessions = sessions == null ? List.of() : sessions;
        sessionsTotal = Math.max(sessionsTotal, sessions.size());
        agents = agents == null ? List.of() : agents;
        measures = measures == null ? Map.of() : measures;
        bans = bans == null ? List.of() : bans;
        nodes = nodes == null ? List.of() : nodes;
        alarms = alarms == null ? List.of() : alarms;
    }

    /** How far a connection has come. */
    public enum SessionState {
        /** Connected, and neither subscribed nor authorized. */
        OPENING,
        /** Subscribed, no worker yet. */
        SUBSCRIBED,
        /** A worker, but not subscribed. */
        AUTHORIZED,
        /** Both: it has work as soon as there is any. */
        MINING
    }

    /**
     * @param connection its number on this instance since the start; the workers of one connection share it
     * @param account canonical address text; empty for a connection without a worker
     * @param worker the name below the account, empty where the miner gave none
     * @param userAgent as the miner sent it: untrusted text
     * @param difficulty exact decimal text
     * @param lastShareAtMillis of the last accepted share; 0 where none was
     */
    public record Session(
            long connection,
            SessionState state,
            String account,
            String worker,
            String userAgent,
            String difficulty,
            long connectedAtMillis,
            long accepted,
            Map<String, Long> rejectedByReason,
            long lastShareAtMillis) {
        /** The release before tells no state: it tells only of sessions with a worker. */
        public Session {
            state = state == null ? SessionState.MINING : state;
        }

        public boolean hasWorker() {
            return !account.isEmpty();
        }
    }

    /**
     * One kind of software.
     *
     * @param userAgent untrusted text; empty for those that do not say
     * @param connections open ones
     * @param accepted of these connections
     * @param rejectedByReason of these connections
     */
    public record Agent(String userAgent, int connections, long accepted, Map<String, Long> rejectedByReason) {}

    /**
     * @param jobId as on the wire
     * @param previousBlock in display order
     * @param nbits the block's target in compact form; 0 where an instance of the release before does not tell
     */
    public record Job(
            int height, String jobId, String previousBlock, int nbits, long coinbaseValueSats, int transactions) {}

    /**
     * An address that is not let in.
     *
     * @param address shortened: the instance's log has it whole
     */
    public record Ban(String address, long endsAtMillis) {}

    /**
     * A node as this instance sees it.
     *
     * @param name its address, without credentials
     * @param state a word
     * @param tip its tip's hash in display order; null where it never told one, as {@code height}
     * @param blocksBehind the best tip that any node told
     * @param problem what is wrong with it; null where nothing is
     * @param templateAgeMillis since its last template; null where it gave none
     * @param clockAheadSeconds of its clock before ours; null where it is not known
     */
    public record Node(
            String name,
            String state,
            String tip,
            Integer height,
            int blocksBehind,
            String problem,
            Long templateAgeMillis,
            Long clockAheadSeconds) {}

    /** As in the book of alarms; code and severity as text, because the reader's release may know others. */
    public record OpenAlarm(
            String code,
            String severity,
            String subject,
            String message,
            String remedy,
            long raisedAtMillis,
            long lastSeenAtMillis,
            int times) {}

    public Optional<Job> job() {
        return Optional.ofNullable(currentJob);
    }

    LiveStatus withSessions(List<Session> others) {
        return new LiveStatus(
                instance,
                startedAtMillis,
                publishedAtMillis,
                draining,
                connections,
                others,
                sessionsTotal,
                agents,
                agentsLeftOut,
                currentJob,
                accepted,
                rejectedByReason,
                measures,
                bans,
                bansTotal,
                nodes,
                alarms);
    }
}
