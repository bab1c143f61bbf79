package neman.payout.query;

import java.util.List;
import java.util.OptionalLong;

/**
 * A part of a list, newest first.
 *
 * @param next what to hand in as cursor for the following part; empty at the end
 */
public record Page<T>(List<T> items, OptionalLong next) {}
