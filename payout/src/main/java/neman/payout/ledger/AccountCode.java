package neman.payout.ledger;

/**
 * Names one account of the chart in {@code V1__ledger.sql}, or one of a miner's four.
 *
 * @param text unique in the ledger
 */
public record AccountCode(String text) implements Comparable<AccountCode> {
    public static final AccountCode COINBASE_IMMATURE = new AccountCode("asset:coinbase-immature");
    public static final AccountCode HOT = new AccountCode("asset:hot");
    public static final AccountCode PAYOUT_IN_FLIGHT = new AccountCode("asset:payout-in-flight");
    public static final AccountCode CONTINUITY = new AccountCode("equity:pplns-continuity");
    public static final AccountCode REORG_LOSS = new AccountCode("equity:reorg-loss");
    public static final AccountCode POOL_FEE = new AccountCode("income:pool-fee");
    public static final AccountCode DONATION = new AccountCode("income:donation");
    public static final AccountCode NETWORK_FEE = new AccountCode("expense:network-fee");
    public static final AccountCode SUSPENSE = new AccountCode("suspense:reconcile");

    /** @param miner canonical address text */
    public static AccountCode pending(String miner) {
        return ofMiner(miner, "pending");
    }

    public static AccountCode available(String miner) {
        return ofMiner(miner, "available");
    }

    public static AccountCode held(String miner) {
        return ofMiner(miner, "held");
    }

    public static AccountCode inPayout(String miner) {
        return ofMiner(miner, "in-payout");
    }

    private static AccountCode ofMiner(String miner, String part) {
        return new AccountCode("liability:miner:" + miner + ":" + part);
    }

    @Override
    public int compareTo(AccountCode other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
