package neman.bitcoin.node;

/**
 * The node as its peers see it ({@code getnetworkinfo}).
 *
 * @param version for instance 310100 for Bitcoin Core 31.1
 * @param subversion its user agent, {@code /Satoshi:31.1.0/}
 * @param connections to peers, in and out
 */
public record NetworkInfo(int version, String subversion, int connections) {}
