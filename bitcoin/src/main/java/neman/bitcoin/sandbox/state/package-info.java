/**
 * All that the sandbox remembers, behind one lock and one append-only file.
 *
 * <p>{@link neman.bitcoin.sandbox.state.SandboxState} is the only door: every change goes through it, is checked by {@code
 * sandbox.chain}, written to {@link neman.bitcoin.sandbox.state.StateLog} and followed by the mempool and the wallet.
 */
package neman.bitcoin.sandbox.state;
