package neman.bitcoin.node;

import java.util.Optional;

/**
 * A payment after {@code finalizepsbt}.
 *
 * @param transaction the signed bytes, ready to be broadcast; absent while a signature is missing
 */
public record FinalizedPsbt(boolean complete, Optional<byte[]> transaction) {}
