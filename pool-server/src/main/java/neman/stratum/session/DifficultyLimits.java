package neman.stratum.session;

import neman.bitcoin.Difficulty;

/**
 * What a port may assign.
 *
 * @param vardiff whether the difficulty follows the miner's speed
 */
public record DifficultyLimits(Difficulty start, Difficulty minimum, Difficulty maximum, boolean vardiff) {
    public DifficultyLimits {
        if (minimum.compareTo(maximum) > 0 || start.compareTo(minimum) < 0 || start.compareTo(maximum) > 0) {
            throw new IllegalArgumentException(
                    "start difficulty " + start + " does not lie between " + minimum + " and " + maximum);
        }
    }
}
