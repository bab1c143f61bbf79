package neman.stratum.session;

import neman.bitcoin.Difficulty;
import neman.stratum.vardiff.VardiffSettings;

/**
 * What a port may assign.
 *
 * @param vardiff whether the difficulty follows the miner's speed
 * @param settings how, where it does
 */
public record DifficultyLimits(
        Difficulty start, Difficulty minimum, Difficulty maximum, boolean vardiff, VardiffSettings settings) {
    public DifficultyLimits {
        if (minimum.compareTo(maximum) > 0 || start.compareTo(minimum) < 0 || start.compareTo(maximum) > 0) {
            throw new IllegalArgumentException(
                    "start difficulty " + start + " does not lie between " + minimum + " and " + maximum);
        }
    }

    /** With the usual share interval. */
    public DifficultyLimits(Difficulty start, Difficulty minimum, Difficulty maximum, boolean vardiff) {
        this(start, minimum, maximum, vardiff, VardiffSettings.DEFAULT);
    }
}
