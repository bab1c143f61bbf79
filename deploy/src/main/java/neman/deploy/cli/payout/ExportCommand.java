package neman.deploy.cli.payout;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Optional;
import neman.bitcoin.psbt.Psbt;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.payment.BatchDetails;
import neman.payout.payment.OfflineSigner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** To a signer that is not on the net. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Give an approved payout's PSBT (BIP174) to a signer that has the keys.",
            "It goes to standard output as base64, or to a file. From then on somebody may sign it, so the payout can no longer be",
            "cancelled."
        },
        footer = {
            "",
            "Examples:",
            "  ./pool payout export 12 --config pool.yaml --out payout-12.psbt",
            "  ./pool payout import payout-12-signed.psbt --config pool.yaml"
        })
final class ExportCommand extends BatchCommand {
    @Option(names = "--out", paramLabel = "FILE", description = "A new file, binary.")
    private Optional<Path> file = Optional.empty();

    @Override
    String words() {
        return "export " + batch();
    }

    @Override
    int run(PayoutDesk desk, BatchDetails details) throws PoolException, SQLException {
        long batch = batch();
        if (file.isPresent() && Files.exists(file.get())) {
            throw new PoolException("the file " + file.get() + " exists already");
        }
        confirm("Give " + BatchReport.summary(details) + " to a signer? It cannot be cancelled any more.");
        OfflineSigner.Export export = new OfflineSigner(transactions(desk), desk.clock()).export(batch);
        if (export.refusal().isPresent()) {
            throw new PoolException(
                    "not exported: " + Refusals.of(export.refusal().get()));
        }
        String psbt = export.psbt().orElseThrow();
        if (file.isPresent()) {
            write(file.get(), psbt);
            return done("payout " + batch + " is written to " + file.get());
        }
        if (wantsJson()) {
            print(object().put("id", batch).put("psbt", psbt));
        } else {
            out().println(psbt);
        }
        return 0;
    }

    private static void write(Path file, String psbt) throws PoolException {
        try {
            Files.write(file, Psbt.parseBase64(psbt).toBytes(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new PoolException("the file " + file + " exists already", e);
        } catch (IOException e) {
            throw new PoolException(
                    "cannot write " + file + " (" + e.getMessage() + "); the export may be repeated", e);
        }
    }
}
