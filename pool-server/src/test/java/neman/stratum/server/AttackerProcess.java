package neman.stratum.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every attacker at once, in a process of its own: so that the pool's memory, collector and compiler are the pool's. Says {@code
 * ready}, begins with the first byte that it is told, and ends with its input.
 */
final class AttackerProcess {
    private AttackerProcess() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetSocketAddress pool =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        Map<String, Attacker.Attack> attacks = new TreeMap<>(Map.of(
                "slow-bytes", Attacks::slowBytes,
                "half-lines", Attacks::halfLines,
                "long-line", Attacks::lineOfAMebibyte,
                "no-sense", Attacks::noSense,
                "requests", Attacks::requestFlood,
                "connections", Attacks::connectionFlood,
                "invalid-shares", Attacks::invalidShares,
                "never-reads", Attacks::neverReads));
        System.out.println("ready");
        List<Attacker> attackers = new ArrayList<>();
        if (System.in.read() >= 0) {
            for (Map.Entry<String, Attacker.Attack> attack : attacks.entrySet()) {
                attackers.add(new Attacker(attack.getKey(), pool, 2 + attackers.size(), attack.getValue()));
            }
        }
        while (System.in.read() >= 0) {
            // until the end
        }
        for (Attacker attacker : attackers) {
            attacker.stop();
        }
    }
}
