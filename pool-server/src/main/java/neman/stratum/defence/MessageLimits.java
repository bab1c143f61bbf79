package neman.stratum.defence;

/**
 * What one connection may say.
 *
 * @param lineBytes of the longest line, without its end
 * @param jsonDepth of the deepest nesting within the request object
 * @param requestsPerSecond above which a connection is not read for a while
 * @param malformedLines no JSON, after which the connection ends; before it has subscribed, the first ends it
 * @param subscribes after which the connection ends
 * @param workers names that one connection may authorize; more are refused
 * @param userCharacters of a whole user name, address included; WhatsMiner writes over its own memory with more than 127
 * @param workerCharacters of the worker's part of it
 */
public record MessageLimits(
        int lineBytes,
        int jsonDepth,
        int requestsPerSecond,
        int malformedLines,
        int subscribes,
        int workers,
        int userCharacters,
        int workerCharacters) {
    public static final int MOST_USER_CHARACTERS = 127;
    public static final int MOST_WORKER_CHARACTERS = 64;

    /** Real requests stay under 1 KiB, the largest buffer seen in firmware is 8 KiB; real nesting is 2. */
    public static final MessageLimits DEFAULT = new MessageLimits(8192, 8, 200, 16, 16, 1024);

    /** @throws IllegalArgumentException outside of sensible ranges */
    public MessageLimits {
        Bounds.check("line-bytes", lineBytes, 1024, 1 << 16);
        Bounds.check("json-depth", jsonDepth, 3, 64);
        Bounds.check("requests-per-second", requestsPerSecond, 1, 1_000_000);
        Bounds.check("malformed-lines", malformedLines, 0, 1_000_000);
        Bounds.check("subscribes", subscribes, 1, 1_000_000);
        Bounds.check("workers", workers, 1, 1_000_000);
        Bounds.check("user-characters", userCharacters, 1, MOST_USER_CHARACTERS);
        Bounds.check("worker-characters", workerCharacters, 0, MOST_WORKER_CHARACTERS);
    }

    /** With names as long as all firmware bears. */
    public MessageLimits(
            int lineBytes, int jsonDepth, int requestsPerSecond, int malformedLines, int subscribes, int workers) {
        this(
                lineBytes,
                jsonDepth,
                requestsPerSecond,
                malformedLines,
                subscribes,
                workers,
                MOST_USER_CHARACTERS,
                MOST_WORKER_CHARACTERS);
    }
}
