/**
 * The wallet "pool" of the sandbox node: keys from the seed, coins followed block by block, PSBTs funded and signed.
 *
 * <p>Guarded by the lock of {@code sandbox.state}.
 */
package neman.bitcoin.sandbox.wallet;
