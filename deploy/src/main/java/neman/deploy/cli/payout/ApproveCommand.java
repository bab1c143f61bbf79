package neman.deploy.cli.payout;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import neman.deploy.config.PayoutDeskSettings.Approver;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.OperatorKeys;
import neman.payout.payment.BatchDetails;
import neman.payout.payment.PayoutOperations;
import neman.payout.payment.PayoutState;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One operator's signature. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = {
            "Approve what a payout pays, its fee and its coins, with one's own key.",
            "What is signed is the digest of these terms, computed anew from the rows; so a key may stay on another machine that",
            "signs the 32 bytes of the digest."
        },
        footer = {
            "",
            "Examples:",
            "  ./pool payout approve 12 --config pool.yaml --key alice.key",
            "  ./pool payout approve 12 --config pool.yaml --signature BASE64"
        })
final class ApproveCommand extends BatchCommand {
    @ArgGroup(multiplicity = "1")
    private Proof proof;

    /** One of them. */
    static final class Proof {
        @Option(names = "--key", paramLabel = "FILE", description = "The operator's private key, as keygen wrote it.")
        private Optional<Path> key = Optional.empty();

        @Option(
                names = "--signature",
                paramLabel = "BASE64",
                description = "An Ed25519 signature over the digest that was made elsewhere.")
        private Optional<String> signature = Optional.empty();
    }

    @Override
    String words() {
        return "approve " + batch();
    }

    @Override
    int run(PayoutDesk desk, BatchDetails details) throws PoolException, SQLException {
        long batch = batch();
        if (details.batch().state() != PayoutState.BUILT) {
            throw new PoolException("payout " + batch + " is " + details.batch().state()
                    + ": only one that is BUILT waits for approval");
        }
        if (!details.isUnaltered()) {
            throw new PoolException(
                    "payout " + batch + " must not be approved: what is stored of it does not have its digest");
        }
        BatchReport report = new BatchReport(details, desk.configuration().payout());
        byte[] digest = details.terms().orElseThrow().digest();
        byte[] signature = proof.key.isPresent() ? sign(proof.key.get(), digest) : given();
        Approver approver = approver(desk, digest, signature);
        if (report.approvedBy().contains(approver.name())) {
            throw new PoolException("payout " + batch + " is approved by " + approver.name()
                    + " already; another operator's approval is what it needs");
        }
        if (!wantsJson()) {
            report.printTerms(out());
        }
        confirm("Approve these terms as " + approver.name() + "?");
        Optional<PayoutOperations.Refusal> refusal =
                Operations.of(desk, transactions(desk)).approve(batch, approver.key(), signature);
        if (refusal.isPresent()) {
            throw new PoolException("not approved: " + Refusals.of(refusal.get()));
        }
        int missing = Math.max(0, report.approvalsMissing() - 1);
        return done("payout " + batch + " is approved by " + approver.name() + "; "
                + (missing == 0 ? "it is signed next" : "approvals that it still needs: " + missing));
    }

    private static List<Approver> approvers(PayoutDesk desk) {
        return desk.configuration().payout().desk().approvers();
    }

    private static byte[] sign(Path file, byte[] digest) throws PoolException {
        try {
            PrivateKey key = OperatorKeys.read(file);
            return OperatorKeys.sign(key, digest);
        } catch (IOException e) {
            throw new PoolException(e.getMessage(), e);
        }
    }

    private byte[] given() {
        try {
            return Base64.getDecoder().decode(proof.signature.orElseThrow());
        } catch (IllegalArgumentException e) {
            throw usage("--signature is not Base64");
        }
    }

    /** Who of the configured operators signed. */
    private Approver approver(PayoutDesk desk, byte[] digest, byte[] signature) throws PoolException {
        if (approvers(desk).isEmpty()) {
            throw new PoolException("the configuration names no payout.approvers");
        }
        return approvers(desk).stream()
                .filter(approver -> OperatorKeys.verifies(approver.key(), digest, signature))
                .findFirst()
                .orElseThrow(() -> new PoolException(
                        "this is no signature of one of payout.approvers over the digest of payout " + batch()));
    }
}
