package neman.payout.payment;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Counts the operators whose Ed25519 signature over a batch's digest holds. Checked when it is used, not when it is stored. */
final class ApprovalCheck {
    private final List<PublicKey> approvers;

    ApprovalCheck(List<PublicKey> approvers) {
        this.approvers = approvers;
    }

    /** How many of the configured keys signed; one key counts once. */
    long validSignatures(Connection transaction, PayoutBatch batch) throws SQLException {
        byte[] digest = HexFormat.of().parseHex(batch.digest().orElseThrow());
        String sql = "SELECT public_key, signature FROM ledger.payout_approval WHERE batch_id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch.id());
            Set<ByteBuffer> keys = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (isValid(rows.getBytes(1), digest, rows.getBytes(2))) {
                        keys.add(ByteBuffer.wrap(rows.getBytes(1)));
                    }
                }
            }
            return keys.size();
        }
    }

    private boolean isValid(byte[] publicKey, byte[] digest, byte[] signature) {
        return approvers.stream()
                .filter(key -> Arrays.equals(key.getEncoded(), publicKey))
                .anyMatch(key -> verifies(key, digest, signature));
    }

    static boolean verifies(PublicKey key, byte[] digest, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(digest);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a key or a signature of another kind approves nothing
        }
    }
}
