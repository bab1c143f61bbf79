package neman.stratum.session;

import java.util.regex.Pattern;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.stratum.defence.MessageLimits;
import neman.stratum.protocol.ErrorText;

/** Why a name is not authorized, in words for the one who typed it. A typing error is answered and nothing worse. */
enum NameRefusal {
    TOO_LONG("User above %d characters"),
    WORKER_NAME("Worker: %d printable characters"),
    MAINNET_ADDRESS("This is a mainnet address"),
    TESTNET_ADDRESS("This is a testnet address"),
    REGTEST_ADDRESS("This is a regtest address"),
    MISTYPED("Address has a typing error"),
    NO_ADDRESS("User must be a Bitcoin address"),
    TOO_MANY("Too many workers");

    private static final int UNAUTHORIZED = 24;

    /** Segwit addresses of our networks, and what could be a base58 one: as long as they are, in their alphabet. */
    private static final Pattern LIKE_AN_ADDRESS =
            Pattern.compile("(?i:bc1|tb1|bcrt1)[0-9A-Za-z]{20,90}|[13mn2][1-9A-HJ-NP-Za-km-z]{25,34}");

    /** With a place for the number of characters, where there is one. */
    private final String message;

    NameRefusal(String message) {
        this.message = message;
    }

    /** What is wrong with {@code user}, whom {@link WorkerName#parse} did not take on {@code network}. */
    static NameRefusal of(Network network, String user, MessageLimits limits) {
        if (user.length() > limits.userCharacters()) {
            return TOO_LONG;
        }
        String address = WorkerName.addressOf(user);
        if (isAddress(network, address)) {
            return WORKER_NAME;
        }
        if (isAddress(Network.MAINNET, address)) {
            return MAINNET_ADDRESS;
        }
        if (isAddress(Network.TESTNET4, address)) {
            return TESTNET_ADDRESS;
        }
        if (isAddress(Network.REGTEST, address)) {
            return REGTEST_ADDRESS;
        }
        return LIKE_AN_ADDRESS.matcher(address).matches() ? MISTYPED : NO_ADDRESS;
    }

    private static boolean isAddress(Network network, String text) {
        try {
            PayoutAddress.parse(network, text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    ErrorText error(MessageLimits limits) {
        return ErrorText.ofFalse(UNAUTHORIZED, message(limits));
    }

    private String message(MessageLimits limits) {
        return message.formatted(this == TOO_LONG ? limits.userCharacters() : limits.workerCharacters());
    }

    /** For firmware that shows messages. */
    String sentence(Network network, MessageLimits limits) {
        return message(limits) + ". This pool mines on " + network.configuredName()
                + ": the user is an address there, then . and " + "a worker's name.";
    }
}
