package neman.console.source;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import neman.accounting.live.LiveStatus;
import neman.accounting.live.LiveStatus.Session;
import neman.console.view.Page;
import neman.console.view.PageRequest;
import neman.console.view.SessionItem;

/**
 * Pages through the sessions of all instances, by instance and connection. A cursor is the place of the last item that was
 * given, so that sessions which come and go between two pages push none of the others out or twice in.
 */
final class SessionPages {
    /** instance, connection, and which of the connection's workers. */
    private static final Pattern CURSOR = Pattern.compile("(\\d{1,3})-(\\d{1,18})-(\\d{1,5})");

    private record Place(int instance, long connection, int worker) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            if (instance != other.instance) {
                return Integer.compare(instance, other.instance);
            }
            return connection != other.connection
                    ? Long.compare(connection, other.connection)
                    : Integer.compare(worker, other.worker);
        }

        String text() {
            return instance + "-" + connection + "-" + worker;
        }
    }

    private SessionPages() {}

    /** @param account whose sessions alone are wanted; empty: everybody's */
    static Page<SessionItem> page(List<LiveStatus> instances, Optional<String> account, PageRequest request) {
        Place after = request.cursor().map(SessionPages::place).orElse(new Place(-1, 0, 0));
        List<SessionItem> items = new ArrayList<>();
        Place last = after;
        for (LiveStatus instance : instances) {
            long connection = -1;
            int worker = 0;
            for (Session session : instance.sessions()) {
                worker = session.connection() == connection ? worker + 1 : 0;
                connection = session.connection();
                Place place = new Place(instance.instance(), connection, worker);
                if (place.compareTo(after) <= 0
                        || account.filter(wanted -> !wanted.equals(session.account()))
                                .isPresent()) {
                    continue;
                }
                if (items.size() == request.limit()) {
                    return new Page<>(items, Optional.of(last.text()));
                }
                items.add(item(instance.instance(), session));
                last = place;
            }
        }
        return Page.last(items);
    }

    private static Place place(String cursor) {
        Matcher matcher = CURSOR.matcher(cursor);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("cursor is not one that this API gave");
        }
        return new Place(
                Integer.parseInt(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    private static SessionItem item(int instance, Session session) {
        return new SessionItem(
                instance,
                session.connection(),
                session.state().name().toLowerCase(Locale.ROOT),
                Optional.of(session.account()).filter(text -> !text.isEmpty()),
                Optional.of(session.worker()).filter(text -> session.hasWorker()),
                Optional.of(session.userAgent()).filter(text -> !text.isEmpty()),
                new BigDecimal(session.difficulty()),
                Instant.ofEpochMilli(session.connectedAtMillis()),
                session.accepted(),
                session.rejectedByReason(),
                Optional.of(Instant.ofEpochMilli(session.lastShareAtMillis()))
                        .filter(last -> last.isAfter(Instant.EPOCH)));
    }
}
