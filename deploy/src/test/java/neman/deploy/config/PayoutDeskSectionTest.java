package neman.deploy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PayoutDeskSectionTest {
    /** RFC 8032's first test key and another of its kind, as X.509 SubjectPublicKeyInfo (RFC 8410). */
    private static final String ALICE = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    private static final String BOB = "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";

    private static PoolConfiguration.Payout read(String yaml) throws ConfigurationException {
        return new ConfigurationReader("pool.yaml", Path.of("/etc/neman"), new Environment(Map.of()))
                .read(yaml)
                .payout();
    }

    private static void assertFault(String message, String yaml) {
        List<Fault> faults =
                assertThrows(ConfigurationException.class, () -> read(yaml)).faults();
        assertEquals(1, faults.size(), faults.toString());
        assertTrue(faults.get(0).message().contains(message), faults.get(0).message());
    }

    private static String approvers(String... keys) {
        StringBuilder yaml = new StringBuilder("payout:\n  approvals: 1\n  approvers:\n");
        for (int i = 0; i < keys.length; i++) {
            yaml.append("    - {name: o")
                    .append(i)
                    .append(", key: ")
                    .append(keys[i])
                    .append("}\n");
        }
        return yaml.toString();
    }

    @Test
    void withoutAnyOfItNobodyIsAsked() throws Exception {
        PoolConfiguration.Payout payout = read("");
        assertEquals(0, payout.approvals());
        assertEquals(
                new PayoutDeskSettings(List.of(), Optional.empty(), Optional.empty(), Duration.ofHours(1)),
                payout.desk());
    }

    @Test
    void readsOperatorsAndWhatTheyNeed() throws Exception {
        PoolConfiguration.Payout payout = read("""
                payout:
                  approvals: 2
                  approvers:
                    - {name: Alice A., key: %s}
                    - {name: bob, key: %s}
                  signer-directory: signer
                  bump-after: 12h
                  reconcile-interval: 30s
                """.formatted(ALICE, BOB));
        assertEquals(2, payout.approvals());
        assertEquals(
                List.of("Alice A.", "bob"),
                payout.desk().approvers().stream()
                        .map(PayoutDeskSettings.Approver::name)
                        .toList());
        assertEquals(
                ALICE,
                Base64.getEncoder()
                        .encodeToString(payout.desk().approvers().get(0).key().getEncoded()));
        assertEquals(Optional.of(Path.of("/etc/neman/signer")), payout.desk().signerDirectory());
        assertEquals(Optional.of(Duration.ofHours(12)), payout.desk().bumpAfter());
        assertEquals(Duration.ofSeconds(30), payout.desk().reconcileInterval());
    }

    @Test
    void moreApprovalsThanOperatorsAreAFault() {
        assertFault("payout.approvals: 2 approvals need as many operators", "payout: {approvals: 2}\n");
        assertFault(
                "2 approvals need as many operators under approvers, not 1",
                approvers(ALICE).replace("approvals: 1", "approvals: 2"));
    }

    @Test
    void onePersonIsNotTwo() {
        assertFault("is another approver's too", approvers(ALICE, ALICE));
        assertFault(
                "'o1' stands here for the second time", approvers(ALICE, BOB).replace("o0", "o1"));
    }

    @Test
    void onlyAPublicEd25519KeyIsAKey() throws Exception {
        String otherKind = Base64.getEncoder()
                .encodeToString(KeyPairGenerator.getInstance("X25519")
                        .generateKeyPair()
                        .getPublic()
                        .getEncoded());
        for (String wrong : List.of("abc", otherKind, ALICE.substring(4), "\"" + ALICE + "AAAA\"")) {
            List<Fault> faults = assertThrows(ConfigurationException.class, () -> read(approvers(wrong)))
                    .faults();
            assertTrue(
                    faults.get(0).message().contains("is not the public half of an Ed25519 key")
                            || faults.get(1).message().contains("is not the public half of an Ed25519 key"),
                    faults.toString());
        }
    }

    @Test
    void bumpsComeNeverOrAfterAWhile() {
        assertFault("payout.bump-after: 5s is not between 1m and 30d", "payout: {bump-after: 5s}\n");
        assertFault("payout.bump-after: 'soon' is not a duration", "payout: {bump-after: soon}\n");
    }
}
