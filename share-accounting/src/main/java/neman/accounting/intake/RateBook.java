package neman.accounting.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.accounting.live.AccountHashrates;
import neman.accounting.live.Hashrates;

/**
 * What everybody's hashrate is now. Begins with what the database knows of the last day and goes on with the shares that are
 * committed. All are measured over the same time, the pool's: so they sum to the pool's. The intake's thread's.
 */
final class RateBook {
    private static final String LOAD = """
        SELECT w.id, a.address, w.name, extract(epoch FROM date_bin(make_interval(secs => ?), s.began, 'epoch'))::bigint,
          sum(s.difficulty_units)::double precision
        FROM accounting.share_statistics s
          JOIN accounting.worker w ON w.id = s.worker_id JOIN accounting.account a ON a.id = w.account_id
        WHERE s.began >= ? AND s.began <= ? AND s.seconds <= ? GROUP BY 1, 2, 3, 4
        """;

    private final Map<Long, WorkerRates> workers = new HashMap<>();
    private final InstantSource clock;
    private long since;

    private RateBook(InstantSource clock) {
        this.clock = clock;
        since = clock.millis();
    }

    static RateBook load(Connection connection, InstantSource clock) throws SQLException {
        RateBook book = new RateBook(clock);
        book.load(connection, WorkerRates.MINUTE, WorkerRates.MINUTES);
        book.load(connection, WorkerRates.TEN_MINUTES, WorkerRates.TENS_OF_MINUTES);
        book.load(connection, WorkerRates.HOUR, WorkerRates.HOURS);
        return book;
    }

    private void load(Connection connection, long stepMillis, int steps) throws SQLException {
        long nowMillis = clock.millis();
        long from = (nowMillis / stepMillis - steps + 1) * stepMillis;
        try (PreparedStatement select = connection.prepareStatement(LOAD)) {
            select.setLong(1, stepMillis / 1_000);
            select.setObject(2, Instant.ofEpochMilli(from).atOffset(ZoneOffset.UTC));
            select.setObject(3, Instant.ofEpochMilli(nowMillis).atOffset(ZoneOffset.UTC));
            select.setLong(4, stepMillis / 1_000);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long began = row.getLong(4) * 1_000;
                    since = Math.min(since, began);
                    workerRates(row.getLong(1), row.getString(2), row.getString(3))
                            .addStep(began, stepMillis, row.getDouble(5), nowMillis);
                }
            }
        }
    }

    void add(long workerId, String account, String worker, long receivedMillis, long units) {
        // An instance whose clock is ahead must not make the others' work look old.
        long millis = Math.min(receivedMillis, clock.millis());
        since = Math.min(since, millis);
        workerRates(workerId, account, worker).add(millis, units);
    }

    private WorkerRates workerRates(long workerId, String account, String worker) {
        WorkerRates known = workers.get(workerId);
        if (known == null) {
            known = new WorkerRates(account, worker);
            workers.put(workerId, known);
        }
        return known;
    }

    SortedMap<String, AccountHashrates> byAccount() {
        long nowMillis = clock.millis();
        workers.values().removeIf(worker -> worker.isIdle(nowMillis));
        SortedMap<String, SortedMap<String, Hashrates>> byAccount = new TreeMap<>();
        for (WorkerRates rates : workers.values()) {
            byAccount
                    .computeIfAbsent(rates.account, account -> new TreeMap<>())
                    .put(rates.worker, rates.at(nowMillis, since));
        }
        SortedMap<String, AccountHashrates> all = new TreeMap<>();
        byAccount.forEach((account, rates) -> all.put(
                account, new AccountHashrates(rates.values().stream().reduce(Hashrates.NONE, Hashrates::plus), rates)));
        return all;
    }
}
