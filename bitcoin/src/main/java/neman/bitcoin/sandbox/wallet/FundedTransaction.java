package neman.bitcoin.sandbox.wallet;

import java.util.OptionalInt;
import neman.bitcoin.transaction.Transaction;

/** @param changePosition empty where nothing came back */
public record FundedTransaction(Transaction unsigned, long feeSats, OptionalInt changePosition) {}
