package neman.stratum.protocol;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What a miner can say: one record a message, parsed once. A new message breaks the build of {@link RequestHandler}. */
public sealed interface ClientRequest {
    /** Calls the one method of {@code handler} that is meant for this message. */
    void handOver(RequestHandler handler);

    /**
     * {@code mining.configure} (BIP310).
     *
     * @param extensions what was asked for, in order, every one to be answered
     * @param versionRollingMask what the miner can roll; all bits where it named none
     * @param minimumDifficulty where it asked for one, 0 or more
     * @param firmware what the {@code info} extension says of the device's version; empty where nothing
     */
    record Configure(
            RequestId id,
            List<String> extensions,
            int versionRollingMask,
            Optional<BigDecimal> minimumDifficulty,
            String firmware)
            implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onConfigure(this);
        }
    }

    /**
     * {@code mining.subscribe}.
     *
     * @param userAgent empty where none was given
     * @param session the session that is to be resumed; empty where none was named
     */
    record Subscribe(RequestId id, String userAgent, String session) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onSubscribe(this);
        }
    }

    /** {@code mining.authorize}. @param password empty where none was given */
    record Authorize(RequestId id, String user, String password) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onAuthorize(this);
        }
    }

    /**
     * {@code mining.submit}, every field readable.
     *
     * @param user one of the names that were authorized on this connection
     * @param jobId as it was sent, 0 where the text cannot be one of ours
     * @param extranonce2 big-endian as sent, in the low bytes
     * @param extranonce2Bytes how many bytes were sent, 1 … 8
     * @param versionBits the sixth parameter, 0 where there was none
     */
    record Submit(
            RequestId id,
            String user,
            long jobId,
            long extranonce2,
            int extranonce2Bytes,
            int timeSeconds,
            int nonce,
            int versionBits)
            implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onSubmit(this);
        }
    }

    /** {@code mining.submit} with a field missing or unreadable: no header can be made of it. */
    record UnreadableSubmit(RequestId id, String user, long jobId) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onUnreadableSubmit(this);
        }
    }

    /** {@code mining.suggest_difficulty} and {@code mining.suggest_target}; empty where the value is no positive number. */
    record SuggestDifficulty(RequestId id, Optional<BigDecimal> difficulty) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onSuggestDifficulty(this);
        }
    }

    /** {@code mining.extranonce.subscribe}. */
    record SubscribeExtranonce(RequestId id) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onSubscribeExtranonce(this);
        }
    }

    /** {@code mining.get_transactions}: wants to see what is in a job. */
    record GetTransactions(RequestId id) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onGetTransactions(this);
        }
    }

    /** {@code mining.ping}: wants to know whether the pool is still there. */
    record Ping(RequestId id) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onPing(this);
        }
    }

    /** {@code mining.multi_version}: says what the firmware could do; nothing follows from it. */
    record Announcement(RequestId id) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onAnnouncement(this);
        }
    }

    /** {@code agent.get_capabilities}: a proxy asks for extensions of its own protocol. */
    record AgentCapabilities(RequestId id) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onAgentCapabilities(this);
        }
    }

    /** Any other method: answered, because some firmware waits for ever, and never a reason to close. */
    record UnknownMethod(RequestId id, String method) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onUnknownMethod(this);
        }
    }

    /**
     * An object without a method: the answer to a question of ours, or of nobody's. Never answered itself. Ids are no help in
     * telling which: firmware makes 0 or −1 of them.
     *
     * @param result where it is a string or a number; empty otherwise
     */
    record Answer(String result) implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onAnswer(this);
        }
    }

    /** A line that is not a JSON object. */
    record Malformed() implements ClientRequest {
        @Override
        public void handOver(RequestHandler handler) {
            handler.onMalformed();
        }
    }
}
