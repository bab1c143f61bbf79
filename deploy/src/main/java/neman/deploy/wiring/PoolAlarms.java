package neman.deploy.wiring;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.alarm.AlarmNotice;
import neman.accounting.alarm.AlarmRecorder;
import neman.accounting.alarm.AlarmWatch;
import neman.accounting.alarm.AlarmWatch.Look;
import neman.accounting.alarm.AlarmWebhook;
import neman.deploy.config.PoolConfiguration;
import neman.deploy.config.WebhookAddress;
import neman.payout.query.PayoutQueries;

/** The alarms of this process: the book that its parts write into, and who carries them on. */
final class PoolAlarms {
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private final AlarmBook book;
    private final Optional<AlarmWebhook> webhook;
    private volatile String source;

    private PoolAlarms(Set<Role> roles, Optional<AlarmWebhook> webhook, InstantSource clock) {
        this.webhook = webhook;
        this.source = Role.words(roles).replace(", ", "+") + "@" + hostName();
        this.book = new AlarmBook(clock, this::send);
    }

    /** Alarms can be raised from now on; they are recorded after {@link #record}. */
    static PoolAlarms open(PoolConfiguration configuration, Set<Role> roles, InstantSource clock, Parts parts)
            throws StoppedException {
        Optional<AlarmWebhook> webhook = configuration
                .alarmWebhook()
                .map(WebhookAddress::url)
                .map(url -> new AlarmWebhook(url, configuration.network(), clock));
        if (webhook.isPresent()) {
            webhook.get().start();
            parts.add("alarm-webhook", PATIENCE, webhook.get());
        }
        return new PoolAlarms(roles, webhook, clock);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unnamed-host";
        }
    }

    private void send(AlarmNotice notice) {
        webhook.ifPresent(hook -> hook.send(source, notice));
    }

    AlarmBook book() {
        return book;
    }

    /** Names this process among those of the pool, the same after a restart. */
    String source() {
        return source;
    }

    /** The number of an instance says more than the name of its host. */
    void isInstance(int number) {
        source = "stratum-" + number;
    }

    /** Begins to write them to PostgreSQL, and to look at what this process stands on. */
    void record(Path dataDirectory, Services services, RedisCheck redis, InstantSource clock, Parts parts)
            throws StoppedException {
        AlarmRecorder recorder = new AlarmRecorder(services.database(), book, source, clock);
        parts.add("alarm-recorder", PATIENCE, recorder);
        recorder.start();
        watch(ServiceLooks.of(dataDirectory, services, redis), parts);
    }

    void watch(List<Look> looks, Parts parts) throws StoppedException {
        AlarmWatch watch = parts.add("alarm-watch", PATIENCE, new AlarmWatch(book));
        looks.forEach(watch::add);
    }

    /** Where there is a webhook, it is told of the ledger's alarms, too. */
    void tellOfLedger(Services services, LeaderRole payout, InstantSource clock, Parts parts) throws StoppedException {
        if (webhook.isPresent()) {
            PayoutQueries books = new PayoutQueries(services.database());
            LedgerNotices notices = new LedgerNotices(books, payout::isActive, this::sendOfLedger, clock);
            parts.add("ledger-notices", PATIENCE, notices);
            notices.start();
        }
    }

    private void sendOfLedger(AlarmNotice notice) {
        webhook.ifPresent(hook -> hook.send(Role.PAYOUT.word(), notice));
    }
}
