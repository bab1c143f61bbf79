package neman.bitcoin.sandbox.chain;

import java.util.List;

/** What became of a block that was offered to the {@link Chain}. */
public sealed interface Addition {
    /** Known already; nothing changed. */
    record Duplicate(boolean invalid) implements Addition {}

    record Refused(Refusal refusal) implements Addition {}

    /** Sound as far as it can be checked, with no more work than the active chain. */
    record SideBranch(ChainEntry entry) implements Addition {}

    /**
     * The block is the new tip.
     *
     * @param disconnected what left the active chain, the old tip first
     * @param connected what entered it, the new tip last
     */
    record NewTip(List<ChainEntry> disconnected, List<ChainEntry> connected) implements Addition {}
}
