/**
 * The bytes of a block as a pool builds them: coinbase, merkle branch, header, whole block.
 *
 * <p>Pure functions over byte arrays; nothing here knows of miners or nodes. The way of a solved share: {@link
 * neman.bitcoin.block.CoinbaseParts} with the miner's extranonce → coinbase txid → {@link
 * neman.bitcoin.block.MerkleTree} → {@link neman.bitcoin.block.BlockHeader} → {@link neman.bitcoin.block.BlockBytes}.
 */
package neman.bitcoin.block;
