package neman.bitcoin.node;

import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;

/**
 * What {@code getblocktemplate} answers (BIP22, BIP23, BIP145), as far as a pool needs it.
 *
 * @param version the block version to start from
 * @param minTimeSeconds the earliest time that consensus allows (median time past + 1)
 * @param currentTimeSeconds the node's clock
 * @param coinbaseValueSats the most that the coinbase may pay: subsidy and fees
 * @param witnessCommitmentScript {@code default_witness_commitment}, the whole output script; absent before segwit
 * @param transactions in block order, without the coinbase
 * @param rules as the node names them; one with a leading {@code !} must be understood
 * @param longPollId for the next call, which then answers when something changed
 */
public record BlockTemplate(
        int height,
        int version,
        Hash256 previousBlock,
        int nbits,
        long minTimeSeconds,
        long currentTimeSeconds,
        long coinbaseValueSats,
        Optional<byte[]> witnessCommitmentScript,
        List<TemplateTransaction> transactions,
        List<String> rules,
        Optional<String> longPollId) {

    /**
     * @param data the whole serialisation, with witness
     * @param txid without witness: what the merkle tree holds
     */
    public record TemplateTransaction(byte[] data, Hash256 txid, long feeSats, int weight) {}
}
