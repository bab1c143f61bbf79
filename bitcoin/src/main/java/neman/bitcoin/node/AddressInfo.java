package neman.bitcoin.node;

/**
 * What the wallet knows of an address ({@code getaddressinfo}).
 *
 * @param script the output script that pays it, as the node derives it; not to be changed
 * @param mine the wallet holds its keys
 * @param solvable the wallet knows how to spend it, keys aside
 */
public record AddressInfo(byte[] script, boolean mine, boolean solvable) {}
