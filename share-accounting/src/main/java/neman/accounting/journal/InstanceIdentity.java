package neman.accounting.journal;

/**
 * Which stratum instance this is and which of its starts.
 *
 * <p>Both go into every coinbase, so that no header is valid for two processes or two starts.
 *
 * @param number 0 … 255, the highest byte of every extranonce1
 * @param startCounter raised durably before the instance listens, from 1
 */
public record InstanceIdentity(int number, int startCounter) {
    public InstanceIdentity {
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException("an instance number lies between 0 and 255, not " + number);
        }
        if (startCounter < 1) {
            throw new IllegalArgumentException("start counters begin at 1, not " + startCounter);
        }
    }
}
