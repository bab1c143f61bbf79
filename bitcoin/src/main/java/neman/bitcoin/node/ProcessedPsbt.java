package neman.bitcoin.node;

/**
 * A payment after the wallet signed what it could ({@code walletprocesspsbt}).
 *
 * @param psbt base64
 * @param complete no signature is missing
 */
public record ProcessedPsbt(String psbt, boolean complete) {}
