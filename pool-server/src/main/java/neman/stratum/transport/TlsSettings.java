package neman.stratum.transport;

/**
 * TLS on one port.
 *
 * @param only whether plain connections are turned away; else the first byte tells which is which
 */
public record TlsSettings(TlsFiles files, boolean only) {}
