/** From a closed round and the coinbase that the node shows to a split, its artefact and its journal. */
package neman.payout.settlement;
