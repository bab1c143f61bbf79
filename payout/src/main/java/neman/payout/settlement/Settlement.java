package neman.payout.settlement;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import neman.accounting.reward.Allocation;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardSplit;
import neman.accounting.round.Round;
import neman.bitcoin.Hash256;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Sha256;
import neman.bitcoin.node.ChainBlock;
import neman.bitcoin.node.TransactionOutput;
import neman.payout.ledger.CanonicalJson;
import neman.payout.miner.TermsChange;

/**
 * One block's split, and the artefact from which anybody can recompute it with no database.
 *
 * @param artefact canonical JSON; its SHA-256 is the settlement's name
 */
public record Settlement(Hash256 coinbaseTxid, BlockAmounts amounts, String artefact) {
    static final String FORMAT = "neman settlement 2";

    /**
     * @param segmentDigests hex SHA-256 of the share segments that the window touches, in order
     * @param block as the node has it: its coinbase outputs to {@code poolAddress} are the reward
     * @param minerTerms of the accounts that had chosen anything when the block was found
     */
    public static Settlement of(
            Round round,
            List<String> segmentDigests,
            ChainBlock block,
            PayoutAddress poolAddress,
            int feeBasisPoints,
            Map<String, TermsChange> minerTerms) {
        List<Map<String, Object>> outputs = new ArrayList<>();
        long rewardSats = 0;
        for (int i = 0; i < block.coinbaseOutputs().size(); i++) {
            TransactionOutput output = block.coinbaseOutputs().get(i);
            if (poolAddress.isPaidBy(output.script())) {
                rewardSats = Math.addExact(rewardSats, output.sats());
                outputs.add(Map.of("index", i, "sats", output.sats()));
            }
        }
        Allocation split = RewardSplit.split(
                rewardSats, feeBasisPoints, round.window(), round.block().hash());
        SortedMap<String, Long> donations = Donations.of(split.sats(), minerTerms);
        Map<String, Object> artefact = new LinkedHashMap<>();
        artefact.put("format", FORMAT);
        artefact.put("block", blockJson(round, block));
        artefact.put("coinbase", coinbaseJson(block, poolAddress, outputs));
        artefact.put("policy", policyJson(round, feeBasisPoints));
        artefact.put("window", windowJson(round, segmentDigests));
        artefact.put("donations", Donations.json(donations, minerTerms));
        artefact.put("split", splitJson(rewardSats, split, round.block().hash()));
        String text = CanonicalJson.write(artefact);
        String digest = HexFormat.of().formatHex(Sha256.hash(text.getBytes(StandardCharsets.UTF_8)));
        BlockAmounts amounts =
                new BlockAmounts(rewardSats, split.feeSats(), split.continuitySats(), split.sats(), donations, digest);
        return new Settlement(block.coinbaseTxid(), amounts, text);
    }

    private static Map<String, Object> blockJson(Round round, ChainBlock block) {
        return Map.of(
                "hash", round.block().hash().toString(),
                "height", block.height(),
                "sequence", round.block().sequence());
    }

    private static Map<String, Object> coinbaseJson(
            ChainBlock block, PayoutAddress poolAddress, List<Map<String, Object>> outputs) {
        return Map.of(
                "txid", block.coinbaseTxid().toString(),
                "poolAddress", poolAddress.toString(),
                "poolScript", poolAddress.scriptHex(),
                "poolOutputs", outputs);
    }

    private static Map<String, Object> policyJson(Round round, int feeBasisPoints) {
        RewardPolicy policy = round.policy();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", policy.version());
        json.put("scheme", policy.scheme().name());
        json.put("window", policy.window().toPlainString());
        json.put("feeBasisPoints", feeBasisPoints);
        round.terms().ifPresent(terms -> {
            json.put("terms", terms.version());
            json.put("termsFirstSequence", terms.firstSequence());
        });
        return json;
    }

    /** Work is larger than what every JSON reader keeps exact, so it goes in decimal strings. */
    private static Map<String, Object> windowJson(Round round, List<String> segmentDigests) {
        FrozenWindow window = round.window();
        List<Map<String, Object>> work = new ArrayList<>();
        window.work().forEach((account, part) -> work.add(Map.of("account", account, "work", part.toString())));
        return Map.of(
                "firstSequence", window.firstSequence(),
                "lastSequence", window.lastSequence(),
                "edge", window.edge().toString(),
                "capacity", window.capacity().toString(),
                "digest", window.digest(),
                "work", work,
                "segments", segmentDigests,
                "absentInstances", round.block().absentInstances());
    }

    private static Map<String, Object> splitJson(long rewardSats, Allocation split, Hash256 blockHash) {
        List<Map<String, Object>> parts = new ArrayList<>();
        split.sats()
                .forEach((account, sats) ->
                        parts.add(Map.of("account", account, "sats", sats, "tieHash", tieHash(blockHash, account))));
        return Map.of(
                "rewardSats",
                rewardSats,
                "feeSats",
                split.feeSats(),
                "continuitySats",
                split.continuitySats(),
                "parts",
                parts);
    }

    /** What decides between equal remainders: see {@link RewardSplit}. */
    private static String tieHash(Hash256 blockHash, String account) {
        return HexFormat.of()
                .formatHex(Sha256.hash(blockHash.toHeaderOrder(), account.getBytes(StandardCharsets.UTF_8)));
    }
}
