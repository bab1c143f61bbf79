package neman.stratum.session;

import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;

/**
 * Who mines: {@code ADDRESS} or {@code ADDRESS.WORKER}, cut at the first dot.
 *
 * @param worker empty where none was given
 */
public record WorkerName(PayoutAddress account, String worker) {
    static final int MAX_WORKER_CHARACTERS = 64;

    /** Empty where the part before the dot is no address of {@code network}, or the worker's name is not printable ASCII. */
    public static Optional<WorkerName> parse(Network network, String user) {
        int dot = user.indexOf('.');
        String worker = dot < 0 ? "" : user.substring(dot + 1);
        boolean printable = worker.chars().allMatch(c -> c > ' ' && c <= '~');
        if (!printable || worker.length() > MAX_WORKER_CHARACTERS) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new WorkerName(PayoutAddress.parse(network, dot < 0 ? user : user.substring(0, dot)), worker));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return worker.isEmpty() ? account.toString() : account + "." + worker;
    }
}
