package neman.bitcoin.node;

/**
 * Whether the node would take a transaction into its mempool ({@code testmempoolaccept}).
 *
 * @param rejectReason the node's words; empty where allowed
 * @param virtualBytes 0 where not allowed
 * @param feeSats 0 where not allowed
 */
public record MempoolAcceptance(boolean allowed, String rejectReason, long virtualBytes, long feeSats) {}
