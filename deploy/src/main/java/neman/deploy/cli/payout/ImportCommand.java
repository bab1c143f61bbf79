package neman.deploy.cli.payout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import neman.accounting.database.Transactions;
import neman.bitcoin.Hash256;
import neman.bitcoin.psbt.Psbt;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.PsbtFile;
import neman.payout.payment.BatchDetails;
import neman.payout.payment.OfflineSigner;
import neman.payout.payment.PayoutBatch;
import neman.payout.payment.PayoutState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Back from a signer. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Take a PSBT back that a signer signed, binary or base64.",
            "The payout that it belongs to is found by its transaction. Several signers' files may come one after the other. The",
            "payout role completes it, compares it with what was approved and sends it."
        },
        footer = {"", "Example:", "  ./pool payout import payout-12-signed.psbt --config pool.yaml"})
final class ImportCommand extends ChangingCommand {
    @Parameters(paramLabel = "FILE", description = "The signed PSBT.")
    private Path file;

    @Override
    String words() {
        return "import";
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        String psbt = read();
        PayoutBatch batch = Transactions.<Optional<PayoutBatch>, SQLException>call(
                        desk.database(), transaction -> batchOf(transaction, desk, psbt))
                .orElseThrow(() -> new PoolException("not imported: no approved payout has the transaction of " + file
                        + "; see ./pool payout status"));
        if (batch.psbt().equals(Optional.of(psbt))) {
            throw new PoolException("not imported: " + file + " is as it was exported: nobody signed it");
        }
        Optional<OfflineSigner.Refusal> refusal =
                new OfflineSigner(transactions(desk), desk.clock()).accept(batch.id(), psbt);
        if (refusal.isPresent()) {
            throw new PoolException("not imported: " + Refusals.of(refusal.get()));
        }
        return done("signatures for payout " + batch.id() + " are taken; ./pool payout status " + batch.id()
                + " tells how it goes on");
    }

    private String read() throws PoolException {
        if (!Files.isRegularFile(file)) {
            throw new PoolException("there is no file " + file);
        }
        try {
            return PsbtFile.read(file);
        } catch (IllegalArgumentException e) {
            throw new PoolException("the file " + file + " is no PSBT: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new PoolException("the file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** At most one, since payouts share no coins. */
    private static Optional<PayoutBatch> batchOf(Connection transaction, PayoutDesk desk, String psbt)
            throws SQLException {
        Hash256 asked = txid(psbt);
        for (long id : BatchDetails.in(transaction, PayoutState.APPROVED)) {
            PayoutBatch batch = BatchDetails.find(transaction, desk.network(), id)
                    .orElseThrow()
                    .batch();
            if (txid(batch.psbt().orElseThrow()).equals(asked)) {
                return Optional.of(batch);
            }
        }
        return Optional.empty();
    }

    private static Hash256 txid(String psbt) {
        return Psbt.parseBase64(psbt).unsignedTransaction().txid();
    }
}
