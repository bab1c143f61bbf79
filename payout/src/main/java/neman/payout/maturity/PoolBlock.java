package neman.payout.maturity;

import java.util.OptionalLong;
import neman.bitcoin.Hash256;

/**
 * A row of {@code ledger.block}, as far as its state is concerned.
 *
 * @param bookings how often it was booked so far
 * @param bookedJournal the booking in force
 * @param settled whether its split is stored: a block is split once, and booked again alike
 */
public record PoolBlock(
        Hash256 hash,
        int height,
        long sequence,
        BlockState state,
        int bookings,
        OptionalLong bookedJournal,
        boolean settled,
        int feeBasisPoints) {}
