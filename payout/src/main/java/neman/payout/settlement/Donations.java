package neman.payout.settlement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.payout.miner.TermsChange;

/** What the miners of one block leave to the pool, each by his own terms. Pure. */
final class Donations {
    private Donations() {}

    /**
     * @param parts by account, as the split gave them
     * @param inForce the terms that held for the block
     * @return by account in satoshis, all above 0
     */
    static SortedMap<String, Long> of(SortedMap<String, Long> parts, Map<String, TermsChange> inForce) {
        SortedMap<String, Long> donations = new TreeMap<>();
        parts.forEach((account, sats) -> {
            TermsChange change = inForce.get(account);
            long donated = change == null ? 0 : change.terms().donationOf(sats);
            if (donated > 0) {
                donations.put(account, donated);
            }
        });
        return donations;
    }

    /** With the serial of each miner's terms, so that the rate can be looked up. */
    static List<Map<String, Object>> json(SortedMap<String, Long> donations, Map<String, TermsChange> inForce) {
        List<Map<String, Object>> json = new ArrayList<>();
        donations.forEach((account, sats) -> {
            TermsChange change = inForce.get(account);
            json.add(Map.of(
                    "account",
                    account,
                    "basisPoints",
                    change.terms().donationBasisPoints(),
                    "sats",
                    sats,
                    "terms",
                    change.serial()));
        });
        return json;
    }
}
