/** JSON-RPC to Bitcoin Core and whatever speaks like it: templates, block submission, the chain, the paying wallet. */
package neman.bitcoin.node;
