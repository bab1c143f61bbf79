package neman.bitcoin.sandbox.chain;

import java.time.Instant;
import neman.bitcoin.transaction.Transaction;

/** @param height of the chain when the transaction came */
public record MempoolEntry(Transaction transaction, long feeSats, Instant time, int height) {}
