package neman.console.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.accounting.live.LiveStatus;
import neman.accounting.live.LiveStatus.Session;
import neman.accounting.live.LiveStatus.SessionState;
import neman.console.view.Page;
import neman.console.view.PageRequest;
import neman.console.view.SessionItem;
import org.junit.jupiter.api.Test;

class SessionPagesTest {
    private static final Optional<String> ANYBODY = Optional.empty();

    private static LiveStatus instance(int number, Session... sessions) {
        return new LiveStatus(
                number,
                1,
                2,
                false,
                sessions.length,
                List.of(sessions),
                sessions.length,
                List.of(),
                0,
                null,
                0,
                Map.of(),
                Map.of(),
                List.of(),
                0,
                List.of(),
                List.of());
    }

    private static Session session(long connection, String account, String worker) {
        return new Session(connection, SessionState.MINING, account, worker, "agent", "0.5", 1, 0, Map.of(), 0);
    }

    private static List<String> names(Page<SessionItem> page) {
        return page.items().stream().map(item -> item.worker().orElse("none")).toList();
    }

    @Test
    void everySessionIsGivenOnceWhateverThePageSize() {
        List<LiveStatus> instances = List.of(
                instance(0, session(1, "a", "0"), session(1, "a", "1"), session(9, "b", "2")),
                instance(4, session(0, "a", "3"), session(1, "c", "4")));
        for (int limit = 1; limit <= 6; limit++) {
            List<String> all = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                Page<SessionItem> page = SessionPages.page(instances, ANYBODY, new PageRequest(limit, cursor));
                all.addAll(names(page));
                cursor = page.next();
            } while (cursor.isPresent());
            assertEquals(List.of("0", "1", "2", "3", "4"), all, "limit " + limit);
        }
    }

    @Test
    void sessionsThatEndBetweenTwoPagesShiftNoOther() {
        Session first = session(1, "a", "0");
        Session second = session(2, "a", "1");
        Session third = session(3, "a", "2");
        Optional<String> cursor = SessionPages.page(
                        List.of(instance(0, first, second, third)), ANYBODY, new PageRequest(2, Optional.empty()))
                .next();

        assertEquals(
                List.of("2"),
                names(SessionPages.page(List.of(instance(0, third)), ANYBODY, new PageRequest(2, cursor))));
    }

    @Test
    void oneAccountsSessionsAreFoundAmongOthers() {
        List<LiveStatus> instances =
                List.of(instance(0, session(1, "a", "0"), session(2, "b", "1"), session(3, "a", "2")));

        Page<SessionItem> page = SessionPages.page(instances, Optional.of("a"), new PageRequest(2, Optional.empty()));

        assertEquals(List.of("0", "2"), names(page));
        assertEquals(Optional.empty(), page.next());
    }

    @Test
    void aConnectionWithoutAWorkerHasNeitherAccountNorName() {
        SessionItem item = SessionPages.page(
                        List.of(instance(0, session(1, "", ""))), ANYBODY, new PageRequest(1, Optional.empty()))
                .items()
                .get(0);

        assertEquals(Optional.empty(), item.account());
        assertEquals(Optional.empty(), item.worker());
        assertEquals(Optional.empty(), item.lastShareAt());
    }

    @Test
    void cursorsOfOthersAreRefused() {
        for (String cursor : List.of("1", "1-2", "a-b-c", "1-2-3-4", "1-9999999999999999999-0")) {
            PageRequest request = new PageRequest(1, Optional.of(cursor));
            assertThrows(IllegalArgumentException.class, () -> SessionPages.page(List.of(), ANYBODY, request), cursor);
        }
    }
}
