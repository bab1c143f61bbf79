package neman.payout.miner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariDataSource;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.accounting.database.Transactions;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.payout.TestDatabase;
import neman.payout.TestPool;
import neman.payout.miner.TermsBook.Refusal;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.crypto.ECKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A miner changes his terms by a message that he signed, once, in order, for himself alone. */
class TermsBookTest {
    private static final ECKey KEY = ECKey.fromPrivate(BigInteger.valueOf(4_711));
    private static final PayoutAddress MINER = PayoutAddress.parse(
            Network.REGTEST,
            KEY.toAddress(ScriptType.P2WPKH, BitcoinNetwork.REGTEST).toString());
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final MinerTerms MONTHLY = new MinerTerms(OptionalLong.of(5_000_000), 0);
    private static final MinerTerms GENEROUS = new MinerTerms(OptionalLong.of(5_000_000), 250);

    private HikariDataSource database;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.migrated();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsSigned() {
        assertEquals(
                "neman terms: network=regtest pool=" + TestPool.POOL + " account=" + MINER
                        + " change=2 minimum-sats=5000000 donation-basis-points=250",
                message(2, GENEROUS).text());
        assertEquals(
                "neman terms: network=regtest pool=" + TestPool.POOL + " account=" + MINER
                        + " change=1 minimum-sats=pool donation-basis-points=0",
                message(1, MinerTerms.DEFAULT).text());
    }

    @Test
    void aSignedChangeHoldsAndItsSignatureIsKept() throws SQLException {
        assertEquals(Optional.empty(), send(message(1, MONTHLY)));
        List<TermsChange> history =
                Transactions.call(database, transaction -> TermsBook.history(transaction, MINER.toString()));
        assertEquals(
                List.of(new TermsChange(1, MONTHLY, 0, NOW, TermsBook.MINER, signature(message(1, MONTHLY)))), history);
    }

    @Test
    void aSignatureServesOnceAndInItsOrder() throws SQLException {
        assertEquals(Optional.of(Refusal.NOT_THE_NEXT_CHANGE), send(message(2, GENEROUS)));
        assertEquals(Optional.empty(), send(message(1, MONTHLY)));
        assertEquals(Optional.empty(), send(message(2, GENEROUS)));
        assertEquals(Optional.of(Refusal.NOT_THE_NEXT_CHANGE), send(message(1, MONTHLY)));
        assertEquals(GENEROUS, current());
    }

    @Test
    void nobodySignsForAnother() throws SQLException {
        TermsMessage message = message(1, GENEROUS);
        String others = ECKey.fromPrivate(BigInteger.TWO).signMessage(message.text(), ScriptType.P2WPKH);
        assertEquals(Optional.of(Refusal.WRONG_SIGNATURE), send(message, others));
        assertEquals(Optional.of(Refusal.WRONG_SIGNATURE), send(message, signature(message(1, MONTHLY))));
        TermsMessage forAnotherPool = new TermsMessage(Network.REGTEST, TestPool.OTHERS, MINER, 1, GENEROUS);
        assertEquals(Optional.of(Refusal.WRONG_SIGNATURE), send(message, signature(forAnotherPool)));
        assertEquals(Optional.of(Refusal.WRONG_SIGNATURE), send(message, ""));
        assertEquals(MinerTerms.DEFAULT, current());
    }

    @Test
    void taprootMinersAskAnOperator() throws SQLException {
        PayoutAddress taproot =
                PayoutAddress.parse(Network.MAINNET, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0");
        TermsMessage message = new TermsMessage(Network.MAINNET, TestPool.POOL, taproot, 1, MONTHLY);
        assertEquals(Optional.of(Refusal.UNSUPPORTED_ADDRESS), send(message, signature(message)));
    }

    @Test
    void thePoolsMinimumHoldsForSignedOnesToo() throws SQLException {
        TermsMessage tooLittle = message(1, new MinerTerms(OptionalLong.of(9_999), 0));
        assertEquals(Optional.of(Refusal.BELOW_POOL_MINIMUM), send(tooLittle));
        assertEquals(Optional.of(Refusal.UNCHANGED), send(message(1, MinerTerms.DEFAULT)));
    }

    private static TermsMessage message(int serial, MinerTerms terms) {
        return new TermsMessage(Network.REGTEST, TestPool.POOL, MINER, serial, terms);
    }

    private static String signature(TermsMessage message) {
        return KEY.signMessage(message.text(), ScriptType.P2WPKH);
    }

    private Optional<Refusal> send(TermsMessage message) throws SQLException {
        return send(message, signature(message));
    }

    private Optional<Refusal> send(TermsMessage message, String signature) throws SQLException {
        return Transactions.call(
                database, transaction -> new TermsBook(10_000).setSigned(transaction, message, signature, NOW));
    }

    private MinerTerms current() throws SQLException {
        return Transactions.call(database, transaction -> TermsBook.current(transaction, MINER.toString()));
    }
}
