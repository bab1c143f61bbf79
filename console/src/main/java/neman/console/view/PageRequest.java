package neman.console.view;

import java.util.Optional;

/**
 * Which part of a list is asked for.
 *
 * @param limit 1 … {@link #MAX_LIMIT} items
 * @param cursor what {@link Page#next} said; empty for the first page
 */
public record PageRequest(int limit, Optional<String> cursor) {
    public static final int MAX_LIMIT = 100;
    public static final int DEFAULT_LIMIT = 20;

    public PageRequest {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit lies between 1 and " + MAX_LIMIT + ", not " + limit);
        }
    }
}
