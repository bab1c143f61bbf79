package neman.accounting.live;

/**
 * Hashes per second over times that end now, as judged from shares. For shows: no money depends on them, so they are
 * floating point, which spans a lone CPU and the whole network alike.
 */
public record Hashrates(double minute, double tenMinutes, double hour, double day) {
    public static final Hashrates NONE = new Hashrates(0, 0, 0, 0);

    public Hashrates plus(Hashrates other) {
        return new Hashrates(minute + other.minute, tenMinutes + other.tenMinutes, hour + other.hour, day + other.day);
    }
}
