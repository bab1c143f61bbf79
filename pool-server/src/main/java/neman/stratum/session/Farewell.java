package neman.stratum.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import neman.stratum.protocol.PoolNotices;
import neman.stratum.protocol.ReconnectTarget;

/**
 * What miners are told when the pool stops: {@code client.reconnect}, each to wait another time, so that they do not all
 * arrive at once.
 *
 * <p>Sent elsewhere they wait from nothing to {@code pause}; told to come back they wait between once and twice {@code pause},
 * because what stops needs time to start. Much firmware does not wait at all, so the lines leave spread as well.
 *
 * @param places the other instances, unresolved, as the miners reach them; empty: come back to where you were
 * @param pause whole seconds
 */
public record Farewell(List<InetSocketAddress> places, Duration pause) {
    /** Miners are told at this pace, or faster where {@link #LONGEST_SPREAD} calls for it. */
    private static final int TOLD_PER_MS = 1;

    static final Duration LONGEST_SPREAD = Duration.ofSeconds(2);

    /** How long shares of a miner that was told are still answered before its connection is closed. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** How long it takes to tell everyone, at most. */
    public static final Duration LONGEST = LONGEST_SPREAD.plus(GRACE);

    /** Back to the same place, as soon as it can be there again. */
    public static final Farewell COME_BACK = new Farewell(List.of(), Duration.ofSeconds(5));

    public Farewell {
        places = List.copyOf(places);
    }

    /** What miner number {@code index} of {@code count} is told. */
    ByteBuf line(ByteBufAllocator allocator, int index, int count) {
        int waitSeconds = waitSeconds(index, count);
        if (places.isEmpty()) {
            return PoolNotices.comeBack(allocator, waitSeconds);
        }
        InetSocketAddress place = places.get(index % places.size());
        return PoolNotices.reconnect(
                allocator, new ReconnectTarget(place.getHostString(), place.getPort(), waitSeconds));
    }

    int waitSeconds(int index, int count) {
        long share = Math.round(pause.toSeconds() * (index + 1.0) / count);
        return Math.toIntExact(places.isEmpty() ? pause.toSeconds() + share : share);
    }

    /** When it is told, from the beginning. */
    long delayMillis(int index, int count) {
        long spread = Math.min(LONGEST_SPREAD.toMillis(), count / TOLD_PER_MS);
        return spread * index / count;
    }
}
