/**
 * The sandbox chain: a small Bitcoin node of our own, so that the whole pool runs with nothing installed.
 *
 * <p>{@link neman.bitcoin.sandbox.SandboxNode} starts it. Below it, from the outside in: {@code rpc} answers JSON-RPC over
 * HTTP, {@code state} guards and keeps everything, {@code wallet} pays, {@code chain} is consensus. What is real: proof of
 * work, merkle trees, BIP34 heights, witness commitments, values, maturity, times, double spends, BIP143 signatures. What
 * is not: peers, retargets, scripts other than P2WPKH.
 */
package neman.bitcoin.sandbox;
