package neman.console.view;

import java.util.Map;
import java.util.Optional;

/**
 * One kind of software that is connected.
 *
 * @param userAgent what it calls itself: untrusted text; empty for those that do not say
 * @param connections open ones
 * @param accepted shares of these connections
 * @param rejected the same, refused, by reason
 */
public record AgentItem(Optional<String> userAgent, int connections, long accepted, Map<String, Long> rejected) {}
