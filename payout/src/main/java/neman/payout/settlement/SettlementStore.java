package neman.payout.settlement;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import neman.bitcoin.Hash256;
import neman.bitcoin.Sha256;

/** Stores a block's split once: artefact, parts and the miners' allocations. */
public final class SettlementStore {
    private SettlementStore() {}

    public static void save(Connection transaction, Hash256 block, Settlement settlement) throws SQLException {
        saveArtefact(transaction, settlement.artefact());
        BlockAmounts amounts = settlement.amounts();
        String sql = "UPDATE ledger.block SET artefact = ?, coinbase_txid = ?, reward_sats = ?, fee_sats = ?,"
                + " continuity_sats = ? WHERE block_hash = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setBytes(1, HexFormat.of().parseHex(amounts.artefactDigest()));
            statement.setString(2, settlement.coinbaseTxid().toString());
            statement.setLong(3, amounts.rewardSats());
            statement.setLong(4, amounts.feeSats());
            statement.setLong(5, amounts.continuitySats());
            statement.setString(6, block.toString());
            statement.executeUpdate();
        }
        saveAllocations(transaction, block, amounts);
    }

    private static void saveArtefact(Connection transaction, String artefact) throws SQLException {
        String sql = "INSERT INTO ledger.artefact (digest, kind, body) VALUES (?, 'settlement', ?)"
                + " ON CONFLICT (digest) DO NOTHING";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setBytes(1, Sha256.hash(artefact.getBytes(StandardCharsets.UTF_8)));
            statement.setString(2, artefact);
            statement.executeUpdate();
        }
    }

    /** One statement for all: a large pool has ten thousand of them. */
    private static void saveAllocations(Connection transaction, Hash256 block, BlockAmounts amounts)
            throws SQLException {
        String sql = "INSERT INTO ledger.allocation (block_hash, account, sats, donation_sats)"
                + " SELECT ?, part.* FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS part";
        Object[] donations = amounts.sats().keySet().stream()
                .map(account -> amounts.donations().getOrDefault(account, 0L))
                .toArray();
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, block.toString());
            statement.setArray(
                    2, transaction.createArrayOf("text", amounts.sats().keySet().toArray()));
            statement.setArray(
                    3, transaction.createArrayOf("int8", amounts.sats().values().toArray()));
            statement.setArray(4, transaction.createArrayOf("int8", donations));
            statement.executeUpdate();
        }
    }
}
