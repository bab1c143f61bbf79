package neman.deploy.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import neman.deploy.wiring.PoolProcess;

/** Tells whoever started a pool how the start goes, and then where to look. */
final class Announcer {
    private final PrintWriter out;

    Announcer(PrintWriter out) {
        this.out = out;
    }

    void progress(String text) {
        out.println("  " + text + " …");
    }

    void running(PoolProcess pool) {
        out.println();
        for (InetSocketAddress address : pool.stratumAddresses()) {
            out.println("  Stratum    " + reachable("stratum+tcp", address));
        }
        pool.httpAddress().ifPresent(address -> out.println("  Page       " + reachable("http", address)));
        out.println("  Data       " + pool.dataDirectory());
        out.println("  Stop       Ctrl-C");
        out.println();
    }

    void line(String text) {
        out.println(text);
    }

    /** The first port, as a miner on this machine reaches it. */
    URI stratumUrl(PoolProcess pool) {
        return reachable("stratum+tcp", pool.stratumAddresses().get(0));
    }

    void stopping() {
        out.println("stopping …");
    }

    /** An address that listens everywhere is shown as the one under which this machine reaches itself. */
    static URI reachable(String scheme, InetSocketAddress address) {
        String host = address.getAddress() != null && address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getHostString();
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
    }
}
