/**
 * The consensus of the sandbox chain: blocks, the unspent outputs, the chain with most work, the mempool.
 *
 * <p>Pure state without files, sockets or clocks; whoever owns it guards it with one lock. Read {@link
 * neman.bitcoin.sandbox.chain.Chain#add} first: it calls {@link neman.bitcoin.sandbox.chain.BlockRules} and {@link
 * neman.bitcoin.sandbox.chain.TransactionRules} in the order in which Bitcoin Core checks.
 *
 * <p>What differs from Bitcoin's consensus: the target never changes; only P2WPKH outputs can be spent (every other script
 * is refused as unspendable, never accepted unchecked); relative lock times (BIP68) are refused where they are in force;
 * signature operations are not counted, because what can be spent has one each.
 */
package neman.bitcoin.sandbox.chain;
