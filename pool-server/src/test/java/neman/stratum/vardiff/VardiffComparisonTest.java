package neman.stratum.vardiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import neman.stratum.vardiff.SimulatedSession.Settling;
import org.junit.jupiter.api.Test;

/**
 * Holds the table in {@code VARDIFF.md} beside {@link Vardiff}: computes it anew from a fixed seed. With {@code -Dvardiff.write=true}
 * it is written instead of compared.
 */
class VardiffComparisonTest {
    private static final long SEED = 7;
    private static final Path DOCUMENT = Path.of("src/main/java/neman/stratum/vardiff/VARDIFF.md");
    private static final String MARK = "<!-- what follows is generated -->\n";
    private static final long HOUR_MS = 3_600_000;
    private static final int SESSIONS = 300;

    private static Map<String, Supplier<Rule>> rules() {
        Map<String, Supplier<Rule>> rules = new LinkedHashMap<>();
        rules.put("Neman", NemanRule::new);
        rules.put("ckpool", CkpoolRule::new);
        rules.put("NOMP", NompRule::new);
        rules.put("DATUM", DatumRule::new);
        return rules;
    }

    @Test
    void theTableIsWhatTheSimulationGives() throws IOException {
        String document = Files.readString(DOCUMENT);
        String head = document.substring(0, document.indexOf(MARK) + MARK.length());
        String computed = head + table();
        if (Boolean.getBoolean("vardiff.write")) {
            Files.writeString(DOCUMENT, computed);
        }
        assertEquals(computed, Files.readString(DOCUMENT), "the head of the document says how it is made anew");
    }

    private static String table() {
        StringBuilder table = new StringBuilder();
        table.append(
                "\n| rule | start too easy: settled, median time, p95, retargets | too hard: settled, median time, p95,"
                        + " retargets | changes an hour | share rate off by | silent until eased |\n|---|---|---|---|---|---|---|\n");
        rules().forEach((name, rule) -> table.append("| ")
                .append(name)
                .append(" | ")
                .append(convergence(rule, 1e-4, 0.2))
                .append(" | ")
                .append(convergence(rule, 5, 1e4))
                .append(" | ")
                .append(steady(rule))
                .append(" | ")
                .append(silence(rule))
                .append(" |\n"));
        return table.toString();
    }

    private static SplittableRandom random() {
        return new SplittableRandom(SEED);
    }

    private static double logUniform(SplittableRandom random, double from, double to) {
        return from * StrictMath.exp(random.nextDouble() * StrictMath.log(to / from));
    }

    private static SimulatedSession session(Rule rule, double units, SplittableRandom random) {
        return new SimulatedSession(rule, (long) units, logUniform(random, 5, 500), random.split());
    }

    /** From 1 TH/s to 1 PH/s, starting at the ideal difficulty times something from {@code least} to {@code most}. */
    private static String convergence(Supplier<Rule> rules, double least, double most) {
        SplittableRandom random = random();
        List<Long> times = new ArrayList<>();
        long retargets = 0;
        for (int i = 0; i < SESSIONS; i++) {
            Rule rule = rules.get();
            double hashrate = logUniform(random, 1e12, 1e15);
            double ideal = SimulatedSession.idealUnits(hashrate, rule);
            double start = ideal * logUniform(random, least, most);
            SimulatedSession session = session(rule, start, random);
            session.mine(hashrate, HOUR_MS);
            Settling settling = session.settling(ideal, 2, 0, (long) start);
            if (settling.settled()) {
                times.add(settling.afterMs());
                retargets += settling.retargets();
            }
        }
        if (times.isEmpty()) {
            return "none";
        }
        times.sort(null);
        return String.format(
                Locale.ROOT,
                "%.0f %%, %d s, %d s, %.1f",
                100.0 * times.size() / SESSIONS,
                times.get(times.size() / 2) / 1_000,
                times.get(times.size() * 95 / 100) / 1_000,
                (double) retargets / times.size());
    }

    /** Changes, and the mean difference of a minute's expected shares from those aimed at, over five hours after the first. */
    private static String steady(Supplier<Rule> rules) {
        SplittableRandom random = random();
        int sessions = 100;
        int hours = 5;
        long changes = 0;
        double off = 0;
        for (int i = 0; i < sessions; i++) {
            Rule rule = rules.get();
            double hashrate = logUniform(random, 1e12, 1e15);
            double ideal = SimulatedSession.idealUnits(hashrate, rule);
            SimulatedSession session = session(rule, ideal * logUniform(random, 0.5, 2), random);
            session.mine(hashrate, HOUR_MS);
            int before = session.changes().size();
            for (int minute = 0; minute < 60 * hours; minute++) {
                session.mine(hashrate, 60_000);
                off += Math.abs(ideal / session.units() - 1);
            }
            changes += session.changes().size() - before;
        }
        return String.format(
                Locale.ROOT, "%.2f | %.0f %%", (double) changes / sessions / hours, 100 * off / sessions / hours / 60);
    }

    private static String silence(Supplier<Rule> rules) {
        SplittableRandom random = random();
        Rule rule = rules.get();
        SimulatedSession session = session(rule, SimulatedSession.idealUnits(1e14, rule), random);
        session.mine(1e14, HOUR_MS);
        long units = session.units();
        for (int seconds = 1; seconds <= 3_600; seconds++) {
            session.mine(0, 1_000);
            if (session.units() < units) {
                return seconds + " s, ÷ " + Math.round((double) units / session.units());
            }
        }
        return "never";
    }
}
