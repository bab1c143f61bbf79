package neman.deploy.config;

import java.time.Duration;
import neman.stratum.defence.ResumeLimits;

/** Reads {@code sessions}: how a miner that comes back goes on where it was. */
final class SessionsSection {
    private SessionsSection() {}

    static ResumeLimits read(Section section) {
        ResumeLimits standard = ResumeLimits.DEFAULT;
        ResumeLimits read = new ResumeLimits(
                section.value("resume-time", standard.keptFor(), SessionsSection::time),
                section.value(
                        "resume-sessions",
                        standard.most(),
                        text -> Math.toIntExact(Values.whole(text, 1, ResumeLimits.MOST))));
        section.finish();
        return read;
    }

    private static Duration time(String text) {
        return Values.wholeSeconds(text, Duration.ZERO, ResumeLimits.LONGEST);
    }
}
