package neman.payout.query;

import java.util.List;

/**
 * Every account's balance from the entries themselves, the miners' accounts added up by kind.
 *
 * @param sumSats 0, or the books are broken
 */
public record TrialBalance(List<Line> lines, long sumSats) {

    /**
     * @param code as in the chart; {@code liability:miner:*:pending} stands for all miners
     * @param balanceSats debit positive, credit negative
     */
    public record Line(String code, String kind, long balanceSats) {}
}
