package neman.bitcoin.node;

import neman.bitcoin.Hash256;

/**
 * Where the node stands ({@code getblockchaininfo}).
 *
 * @param chain as {@link neman.bitcoin.Network#chainName}: {@code main}, {@code regtest} …
 * @param blocks height of the best block that is fully checked
 * @param headers height of the best header known; above {@code blocks} while it catches up
 * @param medianTimeSeconds median time past of the best block
 * @param initialBlockDownload the node still catches up: its templates are refused or worthless
 */
public record ChainInfo(
        String chain,
        int blocks,
        int headers,
        Hash256 bestBlock,
        long medianTimeSeconds,
        boolean initialBlockDownload) {}
