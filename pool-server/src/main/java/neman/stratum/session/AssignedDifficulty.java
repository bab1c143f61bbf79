package neman.stratum.session;

import neman.bitcoin.Difficulty;
import neman.bitcoin.Target;

/** A difficulty that a miner was told, with its target, which costs a division of big numbers. */
record AssignedDifficulty(Difficulty difficulty, Target target) {
    static AssignedDifficulty of(Difficulty difficulty) {
        return new AssignedDifficulty(difficulty, difficulty.target());
    }

    AssignedDifficulty easier(AssignedDifficulty other) {
        return difficulty.compareTo(other.difficulty) <= 0 ? this : other;
    }
}
