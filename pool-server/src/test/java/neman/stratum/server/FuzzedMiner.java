package neman.stratum.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Target;
import neman.stratum.miner.ShareSolver;
import neman.stratum.miner.ShareSolver.Solution;

/**
 * What the miner of a {@link FuzzedSession} was told, and what it makes of the places that a {@link Transcript} leaves open:
 * shares that are really solved, for the job, extranonce1 and difficulty that it has at that moment.
 */
final class FuzzedMiner {
    private static final Pattern NAME = Pattern.compile("<([a-z0-9]+)>");
    private static final Pattern VERSION_BITS = Pattern.compile("nonce>\" ?, ?\"([0-9a-fA-F]{8})\"");
    private static final Target NONE = Target.of(BigInteger.ONE);

    private final Map<String, String> names = new HashMap<>(Map.of("address", Templates.POOL.toString()));
    private JsonNode job = NullNode.getInstance();
    private Difficulty difficulty = new Difficulty(1);
    private long extranonce2;

    /** A line that the pool said. */
    void learn(JsonNode line) {
        JsonNode params = line.path("params");
        switch (line.path("method").asText()) {
            case "mining.notify" -> job = params;
            case "mining.set_difficulty" ->
                difficulty = Difficulty.of(params.path(0).asText());
            case "mining.set_extranonce" ->
                names.put("extranonce1", params.path(0).asText());
            default -> learnSubscription(line.path("result"));
        }
    }

    private void learnSubscription(JsonNode result) {
        if (result.size() == 3) {
            names.put("session", result.path(0).path(1).path(1).asText());
            names.put("extranonce1", result.path(1).asText());
        }
    }

    /** The line with every open place filled; a name that nobody told stands for some hex digits. */
    String fill(String line) {
        if (line.contains("nonce>") && job.isArray() && names.containsKey("extranonce1")) {
            solve(line);
        }
        return NAME.matcher(line).replaceAll(found -> Optional.ofNullable(names.get(found.group(1)))
                .map(Matcher::quoteReplacement)
                .orElse("6b49d200"));
    }

    private void solve(String line) {
        Matcher bits = VERSION_BITS.matcher(line);
        int versionBits = bits.find() ? Integer.parseUnsignedInt(bits.group(1), 16) : 0;
        Solution share = ShareSolver.solve(
                job, names.get("extranonce1"), ++extranonce2, difficulty.target(), NONE, versionBits, 0);
        names.put("job", share.jobId());
        names.put("extranonce2", share.extranonce2());
        names.put("ntime", share.ntime());
        names.put("nonce", share.nonce());
        names.put("lastnonce", share.nonce());
        names.put("shortnonce", Integer.toHexString(HexFormat.fromHexDigits(share.nonce())));
    }
}
