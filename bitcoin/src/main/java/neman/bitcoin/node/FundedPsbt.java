package neman.bitcoin.node;

import java.util.OptionalInt;

/**
 * An unsigned payment with inputs and change ({@code walletcreatefundedpsbt}).
 *
 * @param psbt base64
 * @param changePosition index of the change output; absent where inputs fit exactly
 */
public record FundedPsbt(String psbt, long feeSats, OptionalInt changePosition) {}
