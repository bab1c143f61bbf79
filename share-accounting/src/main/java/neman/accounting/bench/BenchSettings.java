package neman.accounting.bench;

import java.nio.file.Path;
import neman.accounting.journal.Durability;

/**
 * @param parent a directory on the disk that is to be measured; journal and servers get one of their own in it, deleted at the end
 * @param shares that go from journal to segment, 1 … 100 million
 * @param answerRate shares a second whose answers are timed, 1 … 100,000
 * @param answerSeconds for so long, 1 … 600
 * @param accounts who send them, 1 … 1 million
 * @param workersPerAccount 1 … 1,000
 * @param roundShares in the window of the round that is closed, 1 … 100 million
 * @param roundAccounts among whom it is divided, 1 … 1 million
 * @param windowShares that fill the window of those that go from journal to segment, 1 … 100 million
 * @param outageShares that are appended while PostgreSQL is away, up to 100 million; 0 leaves that out
 */
public record BenchSettings(
        Path parent,
        int shares,
        int answerRate,
        int answerSeconds,
        int accounts,
        int workersPerAccount,
        Durability durability,
        int roundShares,
        int roundAccounts,
        int windowShares,
        int outageShares) {
    private static final int SHARES_MAX = 100_000_000;
    private static final int ACCOUNTS_MAX = 1_000_000;
    private static final int WORKERS_MAX = 1_000;
    private static final int RATE_MAX = 100_000;
    private static final int SECONDS_MAX = 600;

    public BenchSettings {
        require("shares", shares, SHARES_MAX);
        require("answers a second", answerRate, RATE_MAX);
        require("seconds of answers", answerSeconds, SECONDS_MAX);
        require("accounts", accounts, ACCOUNTS_MAX);
        require("workers for each account", workersPerAccount, WORKERS_MAX);
        require("shares of the round", roundShares, SHARES_MAX);
        require("accounts of the round", roundAccounts, ACCOUNTS_MAX);
        require("shares of the window", windowShares, SHARES_MAX);
        if (outageShares < 0 || outageShares > SHARES_MAX) {
            throw new IllegalArgumentException(
                    "shares of the outage: between 0 and " + SHARES_MAX + ", not " + outageShares);
        }
    }

    private static void require(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(what + ": between 1 and " + most + ", not " + value);
        }
    }
}
