package neman.bitcoin;

/**
 * One output of one transaction: what an input spends.
 *
 * @param index from 0, in output order ("vout")
 */
public record OutPoint(Hash256 txid, int index) {
    public OutPoint {
        if (index < 0) {
            throw new IllegalArgumentException("an output index is not negative: " + index);
        }
    }

    /** {@code txid:index}, as block explorers write it. */
    @Override
    public String toString() {
        return txid + ":" + index;
    }
}
