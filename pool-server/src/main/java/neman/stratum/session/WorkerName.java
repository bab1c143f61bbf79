package neman.stratum.session;

import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.stratum.defence.MessageLimits;

/**
 * Who mines: {@code ADDRESS} or {@code ADDRESS.WORKER}, cut at the first dot, underscore or slash: all three are in use, and
 * no address contains one.
 *
 * @param worker empty where none was given
 */
public record WorkerName(PayoutAddress account, String worker) {
    private static final String SEPARATORS = "._/";

    /** Empty where the part before the separator is no address of {@code network}, or the worker's name cannot be shown. */
    public static Optional<WorkerName> parse(Network network, String user) {
        String worker = workerOf(user);
        if (user.length() > MessageLimits.MOST_USER_CHARACTERS || !isShowable(worker)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WorkerName(PayoutAddress.parse(network, addressOf(user)), worker));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The same, within what {@code limits} say of names. */
    static Optional<WorkerName> parse(Network network, String user, MessageLimits limits) {
        return user.length() > limits.userCharacters()
                ? Optional.empty()
                : parse(network, user).filter(name -> name.worker.length() <= limits.workerCharacters());
    }

    static String addressOf(String user) {
        return user.substring(0, separator(user));
    }

    static String workerOf(String user) {
        int separator = separator(user);
        return separator == user.length() ? "" : user.substring(separator + 1);
    }

    static boolean isShowable(String worker) {
        return worker.length() <= MessageLimits.MOST_WORKER_CHARACTERS
                && worker.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    private static int separator(String user) {
        int i = 0;
        while (i < user.length() && SEPARATORS.indexOf(user.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    @Override
    public String toString() {
        return worker.isEmpty() ? account.toString() : account + "." + worker;
    }
}
