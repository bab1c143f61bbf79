package neman.stratum.session;

import java.util.List;
import java.util.Map;
import neman.stratum.share.Refusal;

/**
 * What one event loop says of itself.
 *
 * @param sessions by connection, those of one together
 * @param refused totals since the start
 */
public record LoopStatus(int connections, List<SessionFacts> sessions, long accepted, Map<Refusal, Long> refused) {}
