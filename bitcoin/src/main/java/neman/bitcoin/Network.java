package neman.bitcoin;

import java.util.Locale;
import java.util.Optional;

/** The chains that the pool can mine on. */
public enum Network {
    MAINNET("main", "bc", "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    TESTNET4("testnet4", "tb", "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    SIGNET("signet", "tb", "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    REGTEST("regtest", "bcrt", "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"),
    /** The chain of our own small node; it speaks of itself as "sandbox" and uses regtest's addresses. */
    SANDBOX("sandbox", "bcrt", null);

    private final String chainName;
    private final String segwitPrefix;
    private final String genesisHash;

    Network(String chainName, String segwitPrefix, String genesisHash) {
        this.chainName = chainName;
        this.segwitPrefix = segwitPrefix;
        this.genesisHash = genesisHash;
    }

    /** @param configured as in the configuration: {@code mainnet}, {@code regtest} … */
    public static Optional<Network> ofConfigured(String configured) {
        for (Network network : values()) {
            if (network.configuredName().equals(configured)) {
                return Optional.of(network);
            }
        }
        return Optional.empty();
    }

    /** @param chainName as {@code getblockchaininfo} answers it: {@code main}, {@code regtest} … */
    public static Optional<Network> ofChainName(String chainName) {
        for (Network network : values()) {
            if (network.chainName.equals(chainName)) {
                return Optional.of(network);
            }
        }
        return Optional.empty();
    }

    /** The word that the configuration uses. */
    public String configuredName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What {@code getblockchaininfo} answers as {@code chain}. */
    public String chainName() {
        return chainName;
    }

    /** The human-readable part of segwit addresses (BIP173, BIP350). */
    public String segwitPrefix() {
        return segwitPrefix;
    }

    /** Known for every public chain; the sandbox's depends on its seed. */
    public Optional<Hash256> genesisHash() {
        return Optional.ofNullable(genesisHash).map(Hash256::parse);
    }
}
