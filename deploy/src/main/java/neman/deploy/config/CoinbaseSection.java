package neman.deploy.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.block.CoinbasePlan.Donation;
import neman.bitcoin.block.ExtranonceRoom;

/** What {@code pool} and {@code job} say of the coinbase, and whether firmware can hold it. */
final class CoinbaseSection {
    /** The coinbase has 100 bytes for height, tag, instance, start and extranonces together. */
    private static final int MAX_TAG_BYTES = 40;

    /** That of a taproot address, the longest: for the sandbox, whose wallet names the address later. */
    private static final int LONGEST_SCRIPT_BYTES = 34;

    private static final int MAX_DONATIONS = 32;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");

    private CoinbaseSection() {}

    /** Ends the section {@code pool}, not {@code job}. */
    static CoinbasePlan read(Network network, Optional<PayoutAddress> poolAddress, Section pool, Section job) {
        String tag = pool.value("tag", "/neman/", CoinbaseSection::tag);
        List<Donation> donations = donations(network, poolAddress, pool);
        Optional<Hash256> commitment = pool.optional("commitment", CoinbaseSection::digest);
        pool.finish();
        int extranonce1Bytes = job.value("extranonce1-bytes", ExtranonceRoom.DEFAULT.extranonce1Bytes(), text ->
                (int) Values.whole(text, ExtranonceRoom.MIN_EXTRANONCE1_BYTES, ExtranonceRoom.MAX_EXTRANONCE1_BYTES));
        int extranonce2Bytes = job.value("extranonce2-bytes", 8, CoinbaseSection::extranonce2Bytes);
        int maxBytes = job.value(
                "coinbase-max-bytes", CoinbasePlan.DEFAULT_MAX_BYTES, text -> (int) Values.whole(text, 200, 16_384));
        try {
            CoinbasePlan plan = new CoinbasePlan(
                    tag, new ExtranonceRoom(extranonce1Bytes, extranonce2Bytes), donations, commitment, maxBytes);
            plan.requireFits(poolAddress.map(address -> address.script().length).orElse(LONGEST_SCRIPT_BYTES));
            return plan;
        } catch (IllegalArgumentException e) {
            pool.fault(donations.isEmpty() ? "tag" : "donations", e.getMessage() + " (job.coinbase-max-bytes)");
            return CoinbasePlan.of("");
        }
    }

    private static String tag(String text) {
        if (!text.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
            throw new IllegalArgumentException("holds something other than printable ASCII");
        }
        if (text.length() > MAX_TAG_BYTES) {
            throw new IllegalArgumentException("is longer than " + MAX_TAG_BYTES + " bytes");
        }
        return text;
    }

    private static Hash256 digest(String text) {
        if (!DIGEST.matcher(text).matches()) {
            throw new IllegalArgumentException("is no digest: 64 hexadecimal digits");
        }
        return Hash256.ofHeaderOrder(HexFormat.of().parseHex(text));
    }

    private static int extranonce2Bytes(String text) {
        int bytes = (int) Values.whole(text, 1, 64);
        if (!ExtranonceRoom.EXTRANONCE2_BYTES.contains(bytes)) {
            throw new IllegalArgumentException("is 4 or 8: no other size is taken by all firmware");
        }
        return bytes;
    }

    private static List<Donation> donations(Network network, Optional<PayoutAddress> poolAddress, Section pool) {
        List<Donation> donations = new ArrayList<>();
        Set<PayoutAddress> named = new HashSet<>();
        poolAddress.ifPresent(named::add);
        for (Section section : pool.list("donations")) {
            Optional<PayoutAddress> address = section.required("address", text -> PayoutAddress.parse(network, text));
            Optional<Integer> part = section.required("percent", Values::basisPoints);
            section.finish();
            if (address.isPresent() && !named.add(address.get())) {
                section.fault("address", "is paid by another output of the coinbase already");
            } else if (address.isPresent() && part.isPresent()) {
                donations.add(new Donation(address.get(), part.get()));
            }
        }
        if (donations.size() > MAX_DONATIONS) {
            pool.fault("donations", "are more than " + MAX_DONATIONS);
        }
        return donations;
    }
}
