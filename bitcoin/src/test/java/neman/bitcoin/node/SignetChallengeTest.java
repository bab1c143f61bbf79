package neman.bitcoin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignetChallengeTest {
    private static final String DEFAULT_SIGNET =
            "512103ad5e0edad18cb1f0fc0d28a3d4f1f3e445640337489abb10404f2d1e086be430"
                    + "210359ef5021964fe22d6f8e05b2463c9540ce96883fe3b278760f048f5189f2e6c452ae";

    @ParameterizedTest
    @CsvSource({
        "51, true, OP_TRUE",
        "60, true, OP_16",
        "0101, true, a push of one",
        "5151, true, two pushes",
        "'', false, nothing",
        "00, false, OP_FALSE",
        "0180, false, negative zero",
        "020000, false, a long zero",
        "6a, false, OP_RETURN",
        "0014751e76e8199196d454941c45d1b3a323f1433bd6, false, a key's hash",
        "5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c, false, taproot",
        "a914b472a266d0bd89c13706a4132ccfb16f7c3b9fcb87, false, a script's hash",
        "5187, false, a computation",
        "02, false, a push without its bytes",
        DEFAULT_SIGNET + ", false, the default signet: one of two signatures",
    })
    void aChallengeIsTakenWhereNothingBeforeItIsNeeded(String challenge, boolean taken, String what) {
        assertEquals(taken, SignetChallenge.takesAnEmptySolution(HexFormat.of().parseHex(challenge)), what);
    }
}
