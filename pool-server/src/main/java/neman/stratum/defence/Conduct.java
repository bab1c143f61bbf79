package neman.stratum.defence;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection did, and what is to be done about it. Thread: the channel's event loop.
 *
 * <p>A connection from a trusted address has no key: it is not bounded by address, its requests are not counted, and it is never
 * banned.
 */
public final class Conduct {
    private static final Logger LOG = LoggerFactory.getLogger(Conduct.class);

    private final Defence defence;
    private final Optional<AddressKey> address;
    private final TokenBucket requests;
    private final SubmitWindow submits;
    private Escalation.Standing standing = Escalation.Standing.UNPROVEN;
    private int malformedLines;
    private int subscribes;
    private boolean sentAway;
    private boolean left;

    Conduct(Defence defence, Optional<AddressKey> address) {
        ConductLimits conduct = defence.limits().conduct();
        this.defence = defence;
        this.address = address;
        this.requests = new TokenBucket(defence.limits().message().requestsPerSecond(), defence.nowMillis());
        this.submits = new SubmitWindow(conduct.submits(), conduct.invalidPercent());
    }

    /** Counts a request; false where it came faster than granted: then nothing more is to be read for {@link #pauseMillis}. */
    public boolean request() {
        return address.isEmpty() || requests.spend(defence.nowMillis());
    }

    /** How long the connection is not to be read. */
    public long pauseMillis() {
        return requests.millisOwed(defence.nowMillis());
    }

    /** Counts a line that is no JSON; false where the connection is to end. */
    public boolean malformedLine(boolean subscribed) {
        malformedLines++;
        return subscribed && malformedLines <= defence.limits().message().malformedLines();
    }

    /** Counts a subscribe; false where the connection is to end. */
    public boolean subscribe() {
        subscribes++;
        return subscribes <= defence.limits().message().subscribes();
    }

    /** Counts a submit, and what is done about it. */
    public Reaction submitted(SubmitQuality quality) {
        Optional<SubmitQuality> window = sentAway ? Optional.empty() : submits.add(quality);
        return window.isEmpty() ? Reaction.NONE : judge(window.get());
    }

    private Reaction judge(SubmitQuality window) {
        long now = defence.nowMillis();
        Escalation.Standing before = standing;
        Escalation next = Escalation.after(window, before, noteFall(window, before, now));
        standing = next.standing();
        if (standing == Escalation.Standing.PROVEN && before != Escalation.Standing.PROVEN) {
            address.ifPresent(defence.book()::prove);
        }
        return record(next.reaction(), window, now);
    }

    /** Takes back that this connection did good work, before its address is judged by the others. */
    private Escalation.AddressStanding noteFall(SubmitQuality window, Escalation.Standing before, long now) {
        if (window != SubmitQuality.GOOD && before == Escalation.Standing.PROVEN) {
            address.ifPresent(defence.book()::disprove);
        }
        return address.filter(known -> !defence.limits().conduct().ban().isZero())
                .map(known -> defence.book().standing(known, now))
                .orElse(Escalation.AddressStanding.TRUSTED);
    }

    private Reaction record(Reaction reaction, SubmitQuality window, long now) {
        switch (reaction) {
            case NONE -> {
                return reaction;
            }
            case EASE -> count(Measure.EASED);
            case RESEND -> count(Measure.RESENT);
            case RECONNECT -> {
                sentAway = true;
                count(Measure.SENT_AWAY);
                if (window != SubmitQuality.OUTDATED) {
                    address.ifPresent(known -> defence.book().putOnProbation(known, now));
                }
            }
            case CLOSE -> {
                sentAway = true;
                count(Measure.BANNED);
                address.ifPresent(known -> ban(known, now));
            }
        }
        return reaction;
    }

    private void ban(AddressKey known, long now) {
        defence.book().ban(known, now);
        LOG.info(
                "event=address-banned address={} seconds={}",
                known,
                defence.limits().conduct().ban().toSeconds());
    }

    public void count(Measure measure) {
        defence.counts().count(measure);
    }

    /** What the connection may say. */
    public MessageLimits message() {
        return defence.limits().message();
    }

    /** The connection has ended; may be said more than once. */
    public void leave() {
        if (!left) {
            left = true;
            defence.left(address, standing == Escalation.Standing.PROVEN);
        }
    }
}
