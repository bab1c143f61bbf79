package neman.stratum.vardiff;

/** How a pool follows the speed of one session. What it answers is taken to be in force from then on. */
interface Rule {
    /** A share was accepted. Difficulties are in units; answers {@code currentUnits} where nothing changes. */
    long onShare(long judgedUnits, long currentUnits, long nowMs);

    /** Asked every five seconds, so that a rule can act on silence. */
    long onTick(long currentUnits, long nowMs);

    /** The mean time between two shares that it aims at. */
    double targetMs();
}
