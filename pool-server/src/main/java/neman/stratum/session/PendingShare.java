package neman.stratum.session;

import java.io.IOException;
import neman.accounting.journal.JournalWaiter;
import neman.stratum.protocol.RequestId;
import neman.stratum.share.Refusal;

/**
 * A share that waits for the disk, which is the place of its answer, too. The journal's writer thread tells what became of it,
 * everything else happens on the session's event loop.
 */
final class PendingShare extends AnswerQueue.Place implements JournalWaiter, Runnable {
    private final Completions completions;
    private final MinerSession session;
    private final RequestId id;
    private final Worker worker;
    private final AssignedDifficulty judged;
    /** Written by the journal's thread before it hands this to the loop. */
    private boolean durable;

    PendingShare(
            Completions completions, MinerSession session, RequestId id, Worker worker, AssignedDifficulty judged) {
        this.completions = completions;
        this.session = session;
        this.id = id;
        this.worker = worker;
        this.judged = judged;
    }

    @Override
    public void onDurable() {
        durable = true;
        completions.run(this);
    }

    @Override
    public void onFailure(IOException cause) {
        completions.run(this);
    }

    /** It is on disk; or it may be lost. */
    @Override
    public void run() {
        if (durable) {
            session.shareAccepted(this, id, worker, judged.difficulty());
        } else {
            refuse();
        }
    }

    /** It was not taken, or may be lost. */
    void refuse() {
        session.shareRefused(this, id, worker, Refusal.NOT_STORED);
    }
}
