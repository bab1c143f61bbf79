package neman.console.view;

import java.util.Optional;

/**
 * A Bitcoin node as one Stratum instance sees it.
 *
 * @param instance that instance's number
 * @param node its address
 * @param state {@code leading} (work comes from it), {@code ready}, {@code without-template}, {@code behind}, {@code unfit} or
 *     {@code unheard}
 * @param tip the hash of its tip, in display order; empty where it never told one
 * @param blocksBehind the best tip that any node told this instance
 * @param problem what is wrong with it
 * @param templateAgeSeconds since its last template, as of the instance's last report
 * @param clockAheadSeconds of its clock before the instance's
 */
public record NodeItem(
        int instance,
        String node,
        String state,
        Optional<String> tip,
        Optional<Integer> height,
        int blocksBehind,
        Optional<String> problem,
        Optional<Double> templateAgeSeconds,
        Optional<Long> clockAheadSeconds) {
    public static final String LEADING = "leading";

    /** Whether it can be mined on. */
    public boolean canBeMinedOn() {
        return !state.equals("unfit") && !state.equals("unheard");
    }
}
