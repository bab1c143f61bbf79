package neman.accounting.alarm;

import static neman.accounting.alarm.AlarmCode.BLOCK_NOWHERE;
import static neman.accounting.alarm.AlarmCode.BLOCK_ORPHANED;
import static neman.accounting.alarm.AlarmCode.NODE_UNFIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlarmBookTest {
    private static final Duration SHORT = Duration.ofSeconds(10);

    private final SetClock clock = new SetClock();
    private final List<AlarmNotice> told = new ArrayList<>();
    private final AlarmBook book = new AlarmBook(clock, told::add);

    private void raise(AlarmCode code, String subject) {
        book.raise(Alarm.of(code, subject, "it is so"));
    }

    private OpenAlarm only() {
        assertEquals(1, book.open().size());
        return book.open().get(0);
    }

    private List<String> toldOf() {
        List<String> words = told.stream()
                .map(notice -> (notice.raised() ? "+" : "-") + notice.subject())
                .toList();
        told.clear();
        return words;
    }

    @Test
    void isToldOnceWhenRaisedAndOnceWhenOver() {
        raise(NODE_UNFIT, "a");
        clock.pass(SHORT);
        book.raise(Alarm.of(NODE_UNFIT, "a", "in other words"));
        assertEquals("in other words", only().alarm().message());
        assertEquals(1, only().times(), "one state");
        assertEquals(SHORT, Duration.between(only().raisedAt(), only().lastSeenAt()));
        book.clear(NODE_UNFIT, "b");
        book.clear(NODE_UNFIT, "a");
        book.clear(NODE_UNFIT, "a");
        assertEquals(List.of(), book.open());
        assertEquals(List.of("+a", "-a"), toldOf());
    }

    @Test
    void carriesSeverityAndRemedyOfItsCode() {
        raise(BLOCK_NOWHERE, "a");
        AlarmNotice notice = told.get(0);
        assertEquals("CRITICAL", notice.severity());
        assertEquals(BLOCK_NOWHERE.remedy(), notice.remedy());
    }

    @Test
    void isSetByWhetherThereIsAProblem() {
        book.set(NODE_UNFIT, "a", Optional.of("away"));
        assertTrue(book.isOpen(NODE_UNFIT, "a"));
        book.set(NODE_UNFIT, "a", Optional.empty());
        assertFalse(book.isOpen(NODE_UNFIT, "a"));
    }

    @Test
    void oneThatComesBackSoonIsTheSameOne() {
        raise(NODE_UNFIT, "a");
        OpenAlarm first = only();
        book.clear(NODE_UNFIT, "a");
        book.written(book.due());
        clock.pass(SHORT);
        book.tick();
        raise(NODE_UNFIT, "a");
        assertEquals(first.raisedAt(), only().raisedAt());
        assertEquals(2, only().times());
        book.clear(NODE_UNFIT, "a");
        book.written(book.due());
        clock.pass(AlarmBook.REOPENS_WITHIN.plusSeconds(1));
        book.tick();
        raise(NODE_UNFIT, "a");
        assertEquals(1, only().times(), "another one");
    }

    @Test
    void whatHappenedClosesByItselfAfterTheLastTime() {
        raise(BLOCK_ORPHANED, "a");
        Duration closes = BLOCK_ORPHANED.closesAfter().orElseThrow();
        clock.pass(closes.minus(SHORT));
        raise(BLOCK_ORPHANED, "a");
        assertEquals(2, only().times());
        clock.pass(closes.minus(SHORT));
        book.tick();
        assertEquals(1, book.open().size());
        clock.pass(SHORT);
        book.tick();
        assertEquals(List.of(), book.open());
        assertEquals(List.of("+a"), toldOf());
    }

    @Test
    void manyOfOneCodeAreToldAFewTimesAndThenCounted() {
        IntStream.range(0, 12).forEach(i -> raise(BLOCK_NOWHERE, "block " + i));
        assertEquals(NoticeGate.BURST, toldOf().size());
        raise(NODE_UNFIT, "of another code");
        assertEquals(1, toldOf().size());
        clock.pass(NoticeGate.PAUSE);
        raise(BLOCK_NOWHERE, "later");
        assertEquals(7, told.get(0).unannounced());
        raise(BLOCK_NOWHERE, "at once after");
        assertEquals(List.of("+later"), toldOf());
        book.clear(BLOCK_NOWHERE, "block 11");
        assertEquals(List.of(), toldOf(), "who was not told of it need not hear that it is over");
    }

    @Test
    void tooManyOfOneCodeAreFoldedUntilNoneOfThoseStands() {
        int many = AlarmBook.MAX_OPEN + 5;
        IntStream.range(0, many).forEach(i -> raise(BLOCK_NOWHERE, "block " + i));
        assertEquals(AlarmBook.MAX_OPEN + 1, book.open().size());
        Alarm others = book.open().stream()
                .map(OpenAlarm::alarm)
                .filter(alarm -> alarm.subject().equals(AlarmBook.OTHERS))
                .findFirst()
                .orElseThrow();
        assertEquals("5 more, of which the latest is block 24: it is so", others.message());
        raise(NODE_UNFIT, "has room");
        assertTrue(book.isOpen(NODE_UNFIT, "has room"));
        IntStream.range(0, many - 1).forEach(i -> book.clear(BLOCK_NOWHERE, "block " + i));
        assertTrue(book.isOpen(BLOCK_NOWHERE, AlarmBook.OTHERS), "block 24 stands");
        book.clear(BLOCK_NOWHERE, "block 24");
        assertFalse(book.isOpen(BLOCK_NOWHERE, AlarmBook.OTHERS));
    }

    @Test
    void whatCannotBeWrittenIsKeptWithinItsBound() {
        for (int i = 0; i < AlarmBook.MAX_CLEARED + 10; i++) {
            raise(NODE_UNFIT, "node " + i);
            book.clear(NODE_UNFIT, "node " + i);
        }
        List<AlarmRow> due = book.due();
        assertEquals(AlarmBook.MAX_CLEARED, due.size());
        assertEquals("node 10", due.get(0).alarm().subject(), "the oldest are given up");
    }

    @Test
    void whatChangedWhileItWasWrittenIsWrittenAgain() {
        raise(NODE_UNFIT, "a");
        List<AlarmRow> rows = book.due();
        book.clear(NODE_UNFIT, "a");
        book.written(rows);
        assertTrue(book.due().get(0).clearedAt().isPresent());
        book.written(book.due());
        assertEquals(List.of(), book.due());
    }

    @Test
    void whatStandsIsAffirmed() {
        raise(NODE_UNFIT, "a");
        book.written(book.due());
        assertEquals(List.of(), book.due());
        clock.pass(AlarmEntry.AFFIRMED_EVERY);
        AlarmRow row = book.due().get(0);
        assertEquals(clock.instant(), row.lastSeenAt());
    }

    @Test
    void foreignTextIsMadeOneBoundedLine() {
        Alarm alarm = Alarm.of(NODE_UNFIT, "a\nb", "say \"x\"\r\n\0 \u2028\ud800 " + "y".repeat(1_000));
        assertEquals("a b", alarm.subject());
        assertTrue(alarm.message().startsWith("say 'x'"), alarm.message());
        assertTrue(alarm.message().chars().allMatch(letter -> letter >= ' ' && letter < 0x7f), alarm.message());
        assertEquals(Alarm.MAX_TEXT_CHARACTERS, alarm.message().length());
    }
}
