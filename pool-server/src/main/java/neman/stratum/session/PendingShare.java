package neman.stratum.session;

import neman.stratum.protocol.RequestId;
import neman.stratum.share.Refusal;

/** A share that waits for the disk; its methods run on the session's event loop. */
final class PendingShare {
    private final MinerSession session;
    private final AnswerQueue.Place place;
    private final RequestId id;
    private final Worker worker;
    private final AssignedDifficulty judged;

    PendingShare(
            MinerSession session, AnswerQueue.Place place, RequestId id, Worker worker, AssignedDifficulty judged) {
        this.session = session;
        this.place = place;
        this.id = id;
        this.worker = worker;
        this.judged = judged;
    }

    /** It is on disk. */
    void accept() {
        session.shareAccepted(place, id, worker, judged.difficulty());
    }

    /** It was not taken, or may be lost. */
    void refuse() {
        session.shareRefused(place, id, worker, Refusal.NOT_STORED);
    }
}
