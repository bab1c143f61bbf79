package neman.stratum.template;

import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate;

/**
 * Which templates become jobs: the first of a tip, and then one when the last has grown old or pays clearly less. A job too
 * many costs every miner a restart of its work and the pool a line to each. One thread.
 */
final class TemplateGate {
    private static final int BASIS_POINTS = 10_000;

    private final TemplateSettings settings;
    private Optional<BlockTemplate> taken = Optional.empty();
    private long takenNanos;

    TemplateGate(TemplateSettings settings) {
        this.settings = settings;
    }

    /** Whether the last one taken builds on this tip. */
    boolean hasWorkOn(Hash256 tip) {
        return taken.filter(template -> template.previousBlock().equals(tip)).isPresent();
    }

    /** Whether none was taken yet. */
    boolean isEmpty() {
        return taken.isEmpty();
    }

    boolean takes(BlockTemplate template, long nowNanos) {
        return !hasWorkOn(template.previousBlock())
                || nowNanos >= refreshNanos()
                || template.coinbaseValueSats() - taken.orElseThrow().coinbaseValueSats() >= feeRiseSats();
    }

    void take(BlockTemplate template, long nowNanos) {
        taken = Optional.of(template);
        takenNanos = nowNanos;
    }

    /** When the last one taken is too old. */
    long refreshNanos() {
        return takenNanos + settings.refresh().toNanos();
    }

    /** By how much another must pay more to be taken before that. */
    long feeRiseSats() {
        long valueSats = taken.map(BlockTemplate::coinbaseValueSats).orElse(0L);
        return Math.max(1, valueSats / BASIS_POINTS * settings.feeRiseBasisPoints());
    }
}
