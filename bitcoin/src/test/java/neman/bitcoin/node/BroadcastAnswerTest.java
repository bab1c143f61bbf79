package neman.bitcoin.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BroadcastAnswerTest {
    /** Words and codes of Bitcoin Core from 0.19 to 31 ({@code common/messages.cpp}, {@code node/transaction.cpp}). */
    @ParameterizedTest
    @CsvSource({
        "-27, Transaction outputs already in utxo set, ALREADY_KNOWN",
        "-27, Transaction already in block chain, ALREADY_KNOWN",
        "-27, txn-already-in-mempool, ALREADY_KNOWN",
        "-26, txn-already-known, ALREADY_KNOWN",
        "-25, bad-txns-inputs-missingorspent, MISSING_INPUTS",
        "-25, Missing inputs, MISSING_INPUTS",
        "-25, Inputs missing or spent, MISSING_INPUTS",
        "-25, 'Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)', REJECTED",
        "-26, txn-mempool-conflict, REJECTED",
        "-26, 'min relay fee not met, 100 < 141', REJECTED",
        "-22, TX decode failed, REJECTED",
    })
    void repeatsAreKnownAndMissingInputsAreToldFromRejections(int code, String words, BroadcastAnswer.Verdict verdict) {
        assertEquals(verdict, BroadcastAnswer.ofError(code, words).verdict());
    }
}
