package neman.console.view;

import java.util.List;

/**
 * What software is connected.
 *
 * @param items the most used first, at most 200
 * @param connectionsLeftOut those of all others together
 */
public record AgentList(List<AgentItem> items, int connectionsLeftOut) {}
