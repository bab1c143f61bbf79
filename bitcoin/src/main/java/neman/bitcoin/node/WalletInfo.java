package neman.bitcoin.node;

/**
 * In which state the wallet is ({@code getwalletinfo}).
 *
 * @param privateKeys whether it can sign; one that only watches needs a signer
 * @param locked it is encrypted and its passphrase was not given, so that it does not sign now
 * @param scanning it reads the chain anew, and may not know all of its coins yet
 */
public record WalletInfo(boolean privateKeys, boolean locked, boolean scanning) {}
