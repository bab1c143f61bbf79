package neman.stratum.block;

import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import neman.accounting.alarm.Alarm;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.alarm.AlarmCode;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what an operator should know of blocks: in the log what happens, as an alarm what he has to look at.
 *
 * <p>Where blocks come every few seconds, two at once are nothing to look at: on the sandbox chain those that stand aside, were
 * found late or lost are only in the log, and on regtest those that stand aside or were found late are one alarm together.
 */
final class BlockAlarms {
    private static final Logger LOG = LoggerFactory.getLogger(BlockAlarms.class);
    private static final String ALL_TOGETHER = "chain";

    private final BlockArchive archive;
    private final AlarmBook alarms;
    private final Telling ofRivals;
    private final Map<AlarmCode, Set<Hash256>> standing = new EnumMap<>(AlarmCode.class);

    /** Of blocks of ours that have a rival. */
    private enum Telling {
        EACH,
        TOGETHER,
        NOT
    }

    BlockAlarms(BlockArchive archive, Network network, AlarmBook alarms) {
        this.archive = archive;
        this.alarms = alarms;
        this.ofRivals = switch (network) {
            case MAINNET, TESTNET4, SIGNET -> Telling.EACH;
            case REGTEST -> Telling.TOGETHER;
            case SANDBOX -> Telling.NOT;
        };
    }

    void found(TrackedBlock block) {
        FoundBlock record = block.record();
        LOG.info(
                "event=block-found block={} previous={} stale-tip={}",
                record,
                record.previousBlock(),
                record.staleTip());
        look(block);
    }

    void changed(TrackedBlock block, TrackedBlock.Change change) {
        if (change.before().state() != change.after().state()) {
            stateChanged(change.before(), change.after());
        }
        look(block);
    }

    private void stateChanged(FoundBlock before, FoundBlock after) {
        LOG.info(
                "event=block-{} block={} before={} confirmations={} rival={}",
                word(after.state()),
                after,
                word(before.state()),
                after.confirmations(),
                rival(after));
        if (after.state() == BlockState.ORPHANED && ofRivals == Telling.EACH) {
            raise(AlarmCode.BLOCK_ORPHANED, after, "block " + after + " lost against " + rival(after));
        }
        if (after.state() == BlockState.REJECTED) {
            raise(AlarmCode.BLOCK_REJECTED, after, "block " + after + " is against consensus: " + reasons(after));
        }
    }

    private static String word(BlockState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void raise(AlarmCode code, FoundBlock block, String message) {
        alarms.raise(Alarm.of(code, block.hash().toString(), message));
    }

    /** Changes may be told in another order than they were made in, so what counts is how the block stands now. */
    private synchronized void look(TrackedBlock tracked) {
        FoundBlock block = tracked.record();
        boolean decided = block.state().isDecided();
        if (isNowhere(block)) {
            alarms.raise(new Alarm(
                    AlarmCode.BLOCK_NOWHERE,
                    block.hash().toString(),
                    "no node has said that it has block " + block + "; it is sent again until one does",
                    "bring a node back, or on any machine that reaches one: ./pool block submit "
                            + archive.file(block)));
        } else {
            alarms.clear(AlarmCode.BLOCK_NOWHERE, block.hash().toString());
        }
        if (decided) {
            alarms.clear(AlarmCode.BLOCK_NOT_STORED, block.hash().toString());
        }
        stands(
                AlarmCode.BLOCK_ON_STALE_TIP,
                block,
                block.staleTip() && !decided,
                "block " + block + " was found on " + block.previousBlock()
                        + ", which was no longer the tip; it was sent all the same, and wins only where the chain turns"
                        + " back");
        stands(
                AlarmCode.BLOCK_ASIDE,
                block,
                isContested(block) && !block.staleTip(),
                "two blocks at one height: " + block + " and " + rival(block) + leads(block)
                        + "; the next block decides");
    }

    /** Whether every node was tried and none took it. */
    private static boolean isNowhere(FoundBlock block) {
        return block.state() == BlockState.PENDING
                && block.nodes().stream()
                        .allMatch(node ->
                                node.reply().filter(reply -> !reply.isTaken()).isPresent());
    }

    /** Whether another block of its height is in some node's best chain, and neither is buried. */
    private static boolean isContested(FoundBlock block) {
        boolean rivals = block.nodes().stream().anyMatch(node -> node.rivalConfirmations() > 0);
        return block.state() == BlockState.ASIDE || block.state() == BlockState.IN_CHAIN && rivals;
    }

    private static String leads(FoundBlock block) {
        return block.state() == BlockState.ASIDE ? ", which leads" : ", which leads at another node";
    }

    private void stands(AlarmCode code, FoundBlock block, boolean now, String message) {
        if (ofRivals == Telling.NOT) {
            return;
        }
        if (ofRivals == Telling.EACH) {
            alarms.set(code, block.hash().toString(), Optional.of(message).filter(any -> now));
            return;
        }
        Set<Hash256> blocks = standing.computeIfAbsent(code, any -> new LinkedHashSet<>());
        boolean changed = now ? blocks.add(block.hash()) : blocks.remove(block.hash());
        if (changed) {
            String many = blocks.size() == 1 ? "" : blocks.size() + " blocks; one of them: ";
            alarms.set(code, ALL_TOGETHER, Optional.of(many + message).filter(any -> !blocks.isEmpty()));
        }
    }

    /** Nobody asks for it any more in this start. */
    synchronized void forget(FoundBlock block) {
        stands(AlarmCode.BLOCK_ON_STALE_TIP, block, false, "others of them stand");
        stands(AlarmCode.BLOCK_ASIDE, block, false, "others of them stand");
    }

    /** On chains for trying out more may be found than anybody wants to hear of. */
    void notSent(FoundBlock block) {
        if (ofRivals == Telling.EACH) {
            raise(AlarmCode.BLOCK_NOT_SENT, block, "block " + block + " was not sent: too many others wait");
        }
    }

    void stored(FoundBlock block) {
        LOG.info("event=block-stored block={} file={}", block, archive.file(block));
        alarms.clear(AlarmCode.BLOCK_NOT_STORED, block.hash().toString());
    }

    /** It is tried again with the next thing that is heard of the block. */
    void notStored(FoundBlock block, IOException cause) {
        LOG.warn("event=block-not-stored block={} reason=\"{}\"", block, cause.toString());
        if (!block.state().isDecided()) {
            raise(AlarmCode.BLOCK_NOT_STORED, block, "block " + block + " could not be written: " + cause);
        }
    }

    private static String rival(FoundBlock block) {
        return block.rival().map(Object::toString).orElse("none");
    }

    private static String reasons(FoundBlock block) {
        List<String> reasons =
                block.nodes().stream().map(NodeReport::reason).distinct().toList();
        return String.join(", ", reasons);
    }
}
