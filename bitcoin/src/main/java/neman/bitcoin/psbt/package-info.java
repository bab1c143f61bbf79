/**
 * Partially signed transactions, version 0 (BIP174): codec, combiner, finalizer, extractor.
 *
 * <p>Fields that we do not know are kept as they are. Values are immutable.
 */
package neman.bitcoin.psbt;
