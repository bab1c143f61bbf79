package neman.stratum.session;

import java.util.List;
import java.util.Map;
import neman.accounting.live.LiveStatus;

/**
 * One event loop's part of a {@link LiveStatus}.
 *
 * @param refused totals since the start, by reason
 */
public record LoopStatus(
        int connections, List<LiveStatus.Session> sessions, long accepted, Map<String, Long> refused) {}
