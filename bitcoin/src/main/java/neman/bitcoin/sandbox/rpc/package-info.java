/**
 * The sandbox node's JSON-RPC over HTTP: the calls, parameters, answers and error codes of Bitcoin Core, as far as a pool
 * needs them.
 *
 * <p>{@link neman.bitcoin.sandbox.rpc.RpcServer} reads HTTP, {@link neman.bitcoin.sandbox.rpc.RpcDispatcher} JSON-RPC, the
 * classes named {@code …Calls} hold one method for each call.
 */
package neman.bitcoin.sandbox.rpc;
