package neman.bitcoin.sandbox.wallet;

import java.time.Instant;
import neman.bitcoin.transaction.Transaction;

/** A transaction that pays the wallet or spends from it. @param received when the wallet first saw it */
public record WalletTransaction(Transaction transaction, Instant received) {}
