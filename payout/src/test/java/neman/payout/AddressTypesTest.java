package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.LegacyAddress;
import org.bitcoinj.base.SegwitAddress;
import org.junit.jupiter.api.Test;

/** Miners with every kind of address that the network knows, from the share to the coins at their own script. */
class AddressTypesTest {
    private static final byte[] HASH = new byte[20];
    private static final byte[] WIDE_HASH = new byte[32];

    static {
        HASH[0] = 5;
        WIDE_HASH[31] = 1;
    }

    @Test
    void eachKindOfAddressIsPaidAtItsScript() throws Exception {
        List<PayoutAddress> miners = List.of(
                address(LegacyAddress.fromPubKeyHash(BitcoinNetwork.REGTEST, HASH)
                        .toString()),
                address(LegacyAddress.fromScriptHash(BitcoinNetwork.REGTEST, HASH)
                        .toString()),
                address(SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, HASH)
                        .toString()),
                address(SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 0, WIDE_HASH)
                        .toString()),
                address(SegwitAddress.fromProgram(BitcoinNetwork.REGTEST, 1, WIDE_HASH)
                        .toString()));
        try (TestPool pool = new TestPool()) {
            pool.tick();
            miners.forEach(miner -> pool.share(miner, 400));
            pool.findBlock();
            pool.chain.mineOthers(100);
            pool.tick();
            pool.tick();
            pool.chain.mineOthers(6);
            pool.tick();
            pool.tick();
            for (PayoutAddress miner : miners) {
                long paid = pool.queries.minerBalance(miner.toString()).paidSats();
                assertEquals(FakeChain.REWARD_SATS / 100 * 99 / 5, paid, 1, miner.toString());
                assertEquals(paid, pool.chain.paidSats(miner), miner.toString());
            }
            pool.assertSound();
        }
    }

    private static PayoutAddress address(String text) {
        return PayoutAddress.parse(Network.REGTEST, text);
    }
}
