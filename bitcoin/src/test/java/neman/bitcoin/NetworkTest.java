package neman.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    /** Names and genesis hashes: Bitcoin Core, {@code util/chaintype.cpp} and {@code kernel/chainparams.cpp}. */
    @ParameterizedTest
    @CsvSource({
        "mainnet, main, 000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
        "testnet4, testnet4, 00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043",
        "signet, signet, 00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6",
        "regtest, regtest, 0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
    })
    void publicChainsHaveTheirNamesAndGenesisBlocks(String configured, String chain, String genesis) {
        Network network = Network.ofConfigured(configured).orElseThrow();
        assertEquals(Optional.of(network), Network.ofChainName(chain));
        assertEquals(Optional.of(Hash256.parse(genesis)), network.genesisHash());
    }

    @Test
    void theSandboxHasNoFixedGenesisBlock() {
        assertEquals(Optional.of(Network.SANDBOX), Network.ofConfigured("sandbox"));
        assertEquals(Optional.of(Network.SANDBOX), Network.ofChainName("sandbox"));
        assertEquals(Optional.empty(), Network.SANDBOX.genesisHash());
    }

    @Test
    void otherNamesAreUnknown() {
        assertEquals(Optional.empty(), Network.ofConfigured("main"));
        assertEquals(Optional.empty(), Network.ofConfigured("MAINNET"));
        assertEquals(Optional.empty(), Network.ofChainName("test"));
    }
}
