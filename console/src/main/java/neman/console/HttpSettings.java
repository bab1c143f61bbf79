package neman.console;

import java.net.InetSocketAddress;

/** @param listen address and port; resolved or not; port 0 takes any free one */
public record HttpSettings(InetSocketAddress listen) {}
