package neman.bitcoin.block;

import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import neman.bitcoin.Hash256;
import neman.bitcoin.PayoutAddress;

/**
 * What a pool puts into every coinbase, whatever the block: outputs to the pool and to those it donates to, an optional
 * commitment, the tag and the room for extranonces.
 *
 * @param tag printable ASCII, see {@link CoinbaseBuilder#tag}
 * @param donations fixed parts of the block's value; the pool's output gets the rest
 * @param commitment a digest that every block proves to have been known, until another is given
 * @param maxBytes of the coinbase without witness: firmware that holds less drops the job without a word
 */
public record CoinbasePlan(
        String tag, ExtranonceRoom extranonce, List<Donation> donations, Optional<Hash256> commitment, int maxBytes) {
    /** What all stock Antminers hold; larger ones only where every miner is known. */
    public static final int DEFAULT_MAX_BYTES = 750;

    /** More would be a pool that mines for someone else. */
    public static final int MAX_DONATED_BASIS_POINTS = 5_000;

    /** {@code OP_RETURN} and one push: the letters NMN1 and 32 bytes of digest. */
    private static final byte[] COMMITMENT_START = {0x6a, 36, 'N', 'M', 'N', '1'};

    private static final int WITNESS_COMMITMENT_SCRIPT_BYTES = 38;
    /** Its push is as long as any before the year 2300. */
    private static final int HIGH = 10_000_000;

    private static final int BASIS_POINTS = 10_000;

    /** @param basisPoints hundredths of a percent of the coinbase's value, rounded down to a satoshi; at least 1 */
    public record Donation(PayoutAddress address, int basisPoints) {
        long sats(long valueSats) {
            return Math.multiplyExact(valueSats, basisPoints) / BASIS_POINTS;
        }
    }

    /** Firmware by what its coinbase buffer holds, in bytes of the whole coinbase without witness. */
    public enum Firmware {
        NERD_MINER("NerdMiner", 255),
        NICE_HASH("NiceHash", 500),
        ANTMINER("stock Antminers up to the S19", 750),
        ANTMINER_S21("Antminer S21 and Braiins OS", 2_250),
        AVALON("Avalon", 6_144),
        WHATSMINER("WhatsMiner and Bitaxe", 6_500);

        private final String text;
        private final int coinbaseBytes;

        Firmware(String text, int coinbaseBytes) {
            this.text = text;
            this.coinbaseBytes = coinbaseBytes;
        }

        public int coinbaseBytes() {
            return coinbaseBytes;
        }
    }

    /** @throws IllegalArgumentException where no coinbase can be so; the message is for an operator */
    public CoinbasePlan {
        donations = List.copyOf(donations);
        int donated = donations.stream().mapToInt(Donation::basisPoints).sum();
        if (donated > MAX_DONATED_BASIS_POINTS || donations.stream().anyMatch(donation -> donation.basisPoints < 1)) {
            throw new IllegalArgumentException("donations are above 0 and together at most 50 percent");
        }
    }

    /** No donations, no commitment, and everything else usual. */
    public static CoinbasePlan of(String tag) {
        return new CoinbasePlan(tag, ExtranonceRoom.DEFAULT, List.of(), Optional.empty(), DEFAULT_MAX_BYTES);
    }

    /**
     * @param commitment a digest that the block shall prove to have been known
     * @param witnessCommitment as {@link CoinbaseBuilder#witnessCommitment}; the last output, as nodes look for it
     */
    public CoinbaseParts build(
            int height,
            int instanceNumber,
            int startCounter,
            byte[] poolScript,
            long valueSats,
            Optional<Hash256> commitment,
            Optional<byte[]> witnessCommitment) {
        CoinbaseBuilder builder = new CoinbaseBuilder(height)
                .start(instanceNumber, startCounter)
                .extranonce(extranonce)
                .tag(tag)
                .output(poolScript, valueSats - donatedSats(valueSats));
        donations.forEach(donation -> builder.output(donation.address.script(), donation.sats(valueSats)));
        commitment.ifPresent(digest -> builder.output(commitmentScript(digest), 0));
        return builder.witnessCommitment(witnessCommitment).build();
    }

    private long donatedSats(long valueSats) {
        return donations.stream()
                .mapToLong(donation -> donation.sats(valueSats))
                .sum();
    }

    /** The whole output script that commits to {@code digest}. */
    public static byte[] commitmentScript(Hash256 digest) {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        script.writeBytes(COMMITMENT_START);
        script.writeBytes(digest.toHeaderOrder());
        return script.toByteArray();
    }

    /** The size that no coinbase of this plan exceeds, without witness. */
    public int largestBytes(int poolScriptBytes) {
        CoinbaseParts parts = build(
                HIGH,
                0,
                0,
                new byte[poolScriptBytes],
                0,
                Optional.of(Hash256.ZERO),
                Optional.of(new byte[WITNESS_COMMITMENT_SCRIPT_BYTES]));
        return parts.prefix().length + extranonce.bytes() + parts.suffix().length;
    }

    /** @throws IllegalArgumentException where a coinbase could be larger than it may; it names the firmware that fails then */
    public void requireFits(int poolScriptBytes) {
        int bytes = largestBytes(poolScriptBytes);
        if (bytes > maxBytes) {
            throw new IllegalArgumentException("the coinbase would have up to " + bytes + " bytes with "
                    + donations.size() + " donations and a tag of " + tag.length() + ", and may have " + maxBytes
                    + firmwareBelow(bytes));
        }
    }

    private static String firmwareBelow(int bytes) {
        return Stream.of(Firmware.values())
                .filter(firmware -> firmware.coinbaseBytes < bytes)
                .max(Comparator.comparingInt(Firmware::coinbaseBytes))
                .map(firmware -> "; " + firmware.text + " cannot hold it")
                .orElse("");
    }
}
