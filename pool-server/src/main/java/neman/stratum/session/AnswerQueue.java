package neman.stratum.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;

/**
 * Keeps answers in the order of their requests, although some wait for the disk: firmware takes the next line for its answer,
 * and cpuminer gives every submit the same id.
 *
 * <p>While {@link #MAX_WAITING} answers wait, nothing more is read from the connection.
 */
final class AnswerQueue {
    static final int MAX_WAITING = 256;

    private final Channel channel;
    private final ArrayDeque<Place> places = new ArrayDeque<>();
    private boolean released;
    private boolean finishing;
    private boolean paused;

    /** The place of an answer that is not known yet, in one queue. */
    static class Place {
        private ByteBuf line;
    }

    AnswerQueue(Channel channel) {
        this.channel = channel;
    }

    /** Answers at once, behind those that wait. */
    void answer(ByteBuf line) {
        if (places.isEmpty()) {
            channel.write(line);
        } else {
            Place place = new Place();
            reserve(place);
            fill(place, line);
        }
    }

    /** Keeps a place behind all answers so far. */
    void reserve(Place place) {
        places.add(place);
        throttle();
    }

    /** Gives the answer; it leaves when those before it have left. */
    void fill(Place place, ByteBuf answer) {
        if (released) {
            answer.release();
            return;
        }
        place.line = answer;
        writeFilled();
    }

    private void writeFilled() {
        while (!places.isEmpty() && places.peek().line != null) {
            channel.write(places.poll().line);
        }
        throttle();
        closeIfFinished();
    }

    private void throttle() {
        boolean read = !finishing && !paused && places.size() < MAX_WAITING && channel.isWritable();
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    /** The connection's buffer became full or empty. */
    void writabilityChanged() {
        throttle();
    }

    /** Reads nothing more until told otherwise, or again. */
    void pause(boolean pause) {
        paused = pause;
        throttle();
    }

    boolean isPaused() {
        return paused;
    }

    /** Reads nothing more, and closes the connection behind the last answer that is owed. */
    void finish() {
        finishing = true;
        throttle();
        closeIfFinished();
    }

    private void closeIfFinished() {
        if (finishing && places.isEmpty()) {
            channel.flush();
            channel.close();
        }
    }

    /** The connection is gone: answers that come later go nowhere. */
    void release() {
        released = true;
        places.forEach(place -> {
            if (place.line != null) {
                place.line.release();
            }
        });
        places.clear();
    }
}
