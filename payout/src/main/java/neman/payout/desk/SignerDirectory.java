package neman.payout.desk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.psbt.Psbt;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.payment.BatchDetails;
import neman.payout.payment.OfflineSigner;
import neman.payout.payment.PayoutState;

/**
 * The directory through which a signer that is not on the net is served: {@code payout-N-A.psbt} is laid there for batch N and its
 * attempt A once it is approved, and {@code payout-N-A-signed.psbt} is taken from there. Files are BIP174's, binary; a signed one may
 * be base64 too. A signed one that is replaced is taken again. One thread.
 */
final class SignerDirectory {
    private final Path directory;
    private final LedgerTransactions transactions;
    private final OfflineSigner signer;
    private final InstantSource clock;
    /** What this process laid out, or found to be as it should be; as many as batches wait. */
    private final Set<Path> laid = new HashSet<>();
    /** When each signed file was last changed, as it was taken or refused; as many as batches wait. */
    private final Map<Path, FileTime> looked = new HashMap<>();

    SignerDirectory(Path directory, LedgerTransactions transactions, InstantSource clock) {
        this.directory = directory;
        this.transactions = transactions;
        this.signer = new OfflineSigner(transactions, clock);
        this.clock = clock;
    }

    /** One look at it. What is wrong with the directory or a file is an alarm. */
    void exchange() throws SQLException {
        try {
            boolean sound = true;
            Set<Path> waiting = new HashSet<>();
            for (long batch : transactions.run(transaction -> BatchDetails.in(transaction, PayoutState.APPROVED))) {
                int attempt = transactions.run(transaction -> BatchDetails.attempts(transaction, batch)) + 1;
                String name = "payout-" + batch + "-" + attempt;
                Path unsigned = directory.resolve(name + ".psbt");
                Path signed = directory.resolve(name + "-signed.psbt");
                waiting.addAll(List.of(unsigned, signed));
                export(batch, unsigned);
                sound &= accept(batch, signed);
            }
            laid.retainAll(waiting);
            looked.keySet().retainAll(waiting);
            if (sound) {
                transactions.execute(transaction -> Alarms.clear(
                        transaction, Alarm.Code.SIGNER_FILE_REFUSED, directory.toString(), clock.instant()));
            }
        } catch (IOException e) {
            raise("the signer's directory " + directory + " cannot be used: " + e.getMessage());
        }
    }

    /** A file that lies there already may be of another batch with this number: of books that a backup has replaced. */
    private void export(long batch, Path file) throws IOException, SQLException {
        if (laid.contains(file) && Files.exists(file)) {
            return;
        }
        Files.createDirectories(directory);
        Optional<String> psbt = signer.export(batch).psbt();
        if (psbt.isPresent()) {
            layOut(file, Psbt.parseBase64(psbt.get()).toBytes());
            laid.add(file);
        }
    }

    private void layOut(Path file, byte[] psbt) throws IOException {
        if (Files.exists(file) && Files.size(file) == psbt.length && Arrays.equals(Files.readAllBytes(file), psbt)) {
            return;
        }
        // Renamed when complete: nobody is to sign half of one.
        Path partial = Files.createTempFile(directory, "payout-", ".partial");
        Files.write(partial, psbt);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** False where the file was refused, now or at an earlier look. */
    private boolean accept(long batch, Path file) throws IOException, SQLException {
        if (!Files.isRegularFile(file)) {
            looked.remove(file);
            return true;
        }
        FileTime changed = Files.getLastModifiedTime(file);
        if (changed.equals(looked.get(file))) {
            return transactions.run(transaction -> BatchDetails.isImported(transaction, batch));
        }
        Optional<String> problem;
        try {
            problem = signer.accept(batch, PsbtFile.read(file)).map(Enum::name);
        } catch (IllegalArgumentException e) {
            problem = Optional.of(e.getMessage());
        }
        if (problem.isPresent()) {
            raise("the signed file " + file + " is refused: " + problem.get());
        }
        // Not before: where the database was away meanwhile it is taken at the next look.
        looked.put(file, changed);
        return problem.isEmpty();
    }

    private void raise(String message) throws SQLException {
        Alarm alarm = new Alarm(
                Alarm.Code.SIGNER_FILE_REFUSED,
                directory.toString(),
                message,
                "sign the file that lies there for this batch, unaltered, and replace the signed one; or give this user the"
                        + " right to read and write there");
        transactions.execute(transaction -> Alarms.raise(transaction, alarm, clock.instant()));
    }
}
