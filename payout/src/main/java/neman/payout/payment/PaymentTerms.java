package neman.payout.payment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import neman.bitcoin.OutPoint;
import neman.bitcoin.Sha256;
import neman.bitcoin.node.PaymentOutput;
import neman.bitcoin.node.TransactionOutput;
import neman.payout.ledger.CanonicalJson;

/**
 * What operators approve and what the signed bytes must say: inputs, payments, change, fee.
 *
 * @param change what returns to the wallet; empty where the inputs fit exactly
 */
public record PaymentTerms(
        long batchId,
        List<Input> inputs,
        List<PaymentOutput> payments,
        Optional<TransactionOutput> change,
        long feeSats) {

    /** @param sats what the spent output holds */
    public record Input(OutPoint outPoint, long sats) {}

    public PaymentTerms {
        long in = inputs.stream().mapToLong(Input::sats).reduce(0, Math::addExact);
        long out = payments.stream().mapToLong(PaymentOutput::sats).reduce(feeSats, Math::addExact);
        long back = change.map(TransactionOutput::sats).orElse(0L);
        if (in != Math.addExact(out, back) || feeSats < 0) {
            throw new IllegalArgumentException(
                    "inputs of " + in + " sat do not pay " + out + " with fee, and " + back + " back");
        }
    }

    /**
     * Reads the terms off an unsigned transaction.
     *
     * @param payments every one of them must be in it, and at most one output more: the change
     * @throws IllegalArgumentException with what does not fit
     */
    static PaymentTerms of(
            long batchId, List<PaymentOutput> payments, List<Input> inputs, PaymentTransaction transaction) {
        List<TransactionOutput> others = new ArrayList<>(transaction.outputs());
        for (PaymentOutput payment : payments) {
            if (!removeFirst(others, payment)) {
                throw new IllegalArgumentException("no output pays " + payment.sats() + " sat to " + payment.address());
            }
        }
        if (others.size() > 1) {
            throw new IllegalArgumentException(others.size() + " outputs pay nobody that was asked for");
        }
        long in = inputs.stream().mapToLong(Input::sats).reduce(0, Math::addExact);
        return new PaymentTerms(batchId, inputs, payments, others.stream().findFirst(), in - transaction.outputSats());
    }

    private static boolean removeFirst(List<TransactionOutput> outputs, PaymentOutput payment) {
        for (int i = 0; i < outputs.size(); i++) {
            TransactionOutput output = outputs.get(i);
            if (output.sats() == payment.sats() && payment.address().isPaidBy(output.script())) {
                outputs.remove(i);
                return true;
            }
        }
        return false;
    }

    /** The terms of another transaction with the same inputs, payments and change script; empty where it is none. */
    Optional<PaymentTerms> ofReplacement(PaymentTransaction transaction) {
        if (!spendsTheSame(transaction)) {
            return Optional.empty();
        }
        try {
            PaymentTerms terms = of(batchId, payments, inputs, transaction);
            boolean ours = terms.change.isEmpty() || scriptText(terms.change).equals(scriptText(change));
            return ours ? Optional.of(terms) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> scriptText(Optional<TransactionOutput> output) {
        return output.map(there -> HexFormat.of().formatHex(there.script()));
    }

    private boolean spendsTheSame(PaymentTransaction transaction) {
        List<OutPoint> spent = inputs.stream().map(Input::outPoint).toList();
        return transaction.inputs().size() == spent.size()
                && new HashSet<>(transaction.inputs()).equals(new HashSet<>(spent));
    }

    /** What in {@code transaction} is not as approved, as a sentence; empty where all of it is. */
    Optional<String> differenceTo(PaymentTransaction transaction, long feeRateMaxSatPerVb) {
        if (!spendsTheSame(transaction)) {
            return Optional.of("it spends other inputs than approved");
        }
        Optional<String> outputs = differenceOfOutputs(transaction);
        if (outputs.isPresent()) {
            return outputs;
        }
        if (!transaction.signed()) {
            return Optional.of("an input is not signed, or not segwit");
        }
        if (feeSats > Math.multiplyExact(feeRateMaxSatPerVb, (long) transaction.virtualBytes())) {
            return Optional.of("its fee of " + feeSats + " sat for " + transaction.virtualBytes() + " vB is above "
                    + feeRateMaxSatPerVb + " sat/vB");
        }
        return Optional.empty();
    }

    private Optional<String> differenceOfOutputs(PaymentTransaction transaction) {
        try {
            PaymentTerms read = of(batchId, payments, inputs, transaction);
            boolean same = read.feeSats == feeSats && changeText(read.change).equals(changeText(change));
            return same ? Optional.empty() : Optional.of("its change or its fee is not as approved");
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static String changeText(Optional<TransactionOutput> change) {
        return change.map(output -> HexFormat.of().formatHex(output.script()) + ":" + output.sats())
                .orElse("");
    }

    /** Where the change stands in a transaction that has these terms. */
    OptionalInt changeIndexIn(PaymentTransaction transaction) {
        return IntStream.range(0, transaction.outputs().size())
                .filter(i -> change.isPresent()
                        && changeText(Optional.of(transaction.outputs().get(i))).equals(changeText(change)))
                .findFirst();
    }

    /** Canonical: independent of the order in which inputs and payments were read. */
    String toJson() {
        return CanonicalJson.write(Map.of(
                "batch", batchId,
                "change", change.map(PaymentTerms::changeJson).stream().toList(),
                "feeSats", feeSats,
                "inputs",
                        inputs.stream()
                                .sorted(Comparator.comparing(
                                        input -> input.outPoint().toString()))
                                .map(input ->
                                        Map.of("outPoint", input.outPoint().toString(), "sats", input.sats()))
                                .toList(),
                "payments",
                        payments.stream()
                                .sorted(Comparator.comparing(PaymentOutput::address))
                                .map(payment ->
                                        Map.of("address", payment.address().toString(), "sats", payment.sats()))
                                .toList()));
    }

    private static Map<String, Object> changeJson(TransactionOutput change) {
        return Map.of("script", HexFormat.of().formatHex(change.script()), "sats", change.sats());
    }

    /** SHA-256 of {@link #toJson}: what an operator signs. */
    public byte[] digest() {
        return Sha256.hash(toJson().getBytes(StandardCharsets.UTF_8));
    }
}
