package neman.deploy.cli.payout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.accounting.database.Transactions;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Satoshis;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.miner.Decision;
import neman.payout.miner.MinerTerms;
import neman.payout.miner.TermsBook;
import neman.payout.miner.TermsChange;
import neman.payout.miner.TermsMessage;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a miner chose for himself. */
@Command(
        name = "terms",
        mixinStandardHelpOptions = true,
        description = {
            "A miner's own minimum and donation: shows their history, or changes them.",
            "A change is what a miner signed with his address's key (--message tells what he signs, --signature enters it), or what",
            "he asked the operator to enter (--reason). It keeps the account from being paid for as long as the configuration says."
        },
        footer = {
            "",
            "Examples:",
            "  ./pool payout terms ADDRESS --config pool.yaml",
            "  ./pool payout terms ADDRESS --minimum-btc 0.05 --message --config pool.yaml",
            "  ./pool payout terms ADDRESS --minimum-btc 0.05 --signature BASE64 --config pool.yaml",
            "  ./pool payout terms ADDRESS --minimum-btc default --reason \"letter of 3 May\" --config pool.yaml"
        })
final class TermsCommand extends ChangingCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "The miner's address.")
    private String account;

    @Option(
            names = "--minimum-btc",
            paramLabel = "BTC",
            description = "He is not paid less at once; the word default stands for the pool's minimum.")
    private Optional<String> minimum = Optional.empty();

    @Option(
            names = "--donation-percent",
            paramLabel = "PERCENT",
            description = "What the miner leaves to the pool: 0 to 100.")
    private Optional<BigDecimal> donation = Optional.empty();

    @ArgGroup
    private Way way = new Way();

    /** How the change comes: one of them. */
    static final class Way {
        @Option(names = "--reason", paramLabel = "TEXT", description = "How the miner asked the operator for it.")
        private Optional<String> reason = Optional.empty();

        @Option(names = "--signature", paramLabel = "BASE64", description = "The miner's, over the message.")
        private Optional<String> signature = Optional.empty();

        @Option(names = "--message", description = "Print what the miner has to sign, and change nothing.")
        private boolean message;

        boolean isNamed() {
            return reason.isPresent() || signature.isPresent() || message;
        }
    }

    private boolean changes() {
        return minimum.isPresent() || donation.isPresent();
    }

    @Override
    String words() {
        return "terms " + account
                + minimum.map(text -> " --minimum-btc " + text).orElse("")
                + donation.map(percent -> " --donation-percent " + percent.toPlainString())
                        .orElse("")
                + way.reason.map(text -> " --reason " + text).orElse("")
                + way.signature.map(text -> " --signature " + text).orElse("");
    }

    @Override
    void checkArguments() {
        if (donation.isPresent()
                && (donation.get().precision() > 9 || Math.abs(donation.get().scale()) > 9)) {
            throw usage("--donation-percent is a number from 0 to 100");
        }
        super.checkArguments();
        way.reason.ifPresent(this::decision);
        if (changes() != way.isNamed()) {
            throw usage("a change needs one of --reason, --signature and --message, and these belong to a change");
        }
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        PayoutAddress address = address(desk, account);
        if (!changes()) {
            return show(desk, address);
        }
        TermsMessage message = message(desk, address);
        if (way.message) {
            return printMessage(message);
        }
        confirm("Set the terms of " + address + " to " + text(message.terms()) + "?");
        Optional<TermsBook.Refusal> refusal = change(desk, message);
        if (refusal.isPresent()) {
            throw new PoolException("not changed: " + Refusals.of(refusal.get()));
        }
        return done(address + ": " + text(message.terms()));
    }

    private TermsMessage message(PayoutDesk desk, PayoutAddress address) throws PoolException, SQLException {
        PayoutAddress poolAddress = desk.settings().poolAddress();
        return Transactions.<TermsMessage, SQLException>call(
                desk.database(),
                transaction -> new TermsMessage(
                        desk.network(),
                        poolAddress,
                        address,
                        TermsBook.nextSerial(transaction, address),
                        changed(TermsBook.current(transaction, address.toString()))));
    }

    private int printMessage(TermsMessage message) {
        if (wantsJson()) {
            print(object().put("message", message.text()));
        } else {
            out().println(message.text());
        }
        return 0;
    }

    private Optional<TermsBook.Refusal> change(PayoutDesk desk, TermsMessage message) throws SQLException {
        TermsBook book = new TermsBook(desk.configuration().payout().minimumSats());
        Instant now = desk.clock().instant();
        if (way.signature.isPresent()) {
            return transactions(desk)
                    .run(transaction -> book.setSigned(transaction, message, way.signature.get(), now));
        }
        Decision decision = decision(way.reason.orElseThrow());
        return transactions(desk)
                .run(transaction -> book.set(transaction, message.account(), message.terms(), decision, now));
    }

    private MinerTerms changed(MinerTerms before) {
        try {
            OptionalLong sats = before.minimumSats();
            if (minimum.isPresent()) {
                sats = minimum.get().equals("default")
                        ? OptionalLong.empty()
                        : OptionalLong.of(Satoshis.ofBitcoins(new BigDecimal(bounded(minimum.get()))));
            }
            int basisPoints = donation.isPresent()
                    ? donation.get().movePointRight(2).intValueExact()
                    : before.donationBasisPoints();
            return new MinerTerms(sats, basisPoints);
        } catch (ArithmeticException e) {
            throw usage("--donation-percent has at most two digits after the point");
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private static String bounded(String text) {
        if (!text.matches("[0-9]{1,8}(\\.[0-9]{1,8})?")) {
            throw new IllegalArgumentException("--minimum-btc is an amount such as 0.05, or the word default");
        }
        return text;
    }

    private static String text(MinerTerms terms) {
        String least = terms.minimumSats().isPresent() ? btc(terms.minimumSats().getAsLong()) : "the pool's";
        return "minimum " + least + ", donation " + percent(terms);
    }

    static String percent(MinerTerms terms) {
        return BigDecimal.valueOf(terms.donationBasisPoints(), 2).toPlainString() + " %";
    }

    private int show(PayoutDesk desk, PayoutAddress address) throws SQLException {
        List<TermsChange> history = Transactions.<List<TermsChange>, SQLException>call(
                desk.database(), transaction -> TermsBook.history(transaction, address.toString()));
        if (wantsJson()) {
            print(json(address, history));
        } else if (history.isEmpty()) {
            out().println(address + ": " + text(MinerTerms.DEFAULT) + "; never changed");
        } else {
            history.forEach(change -> out().println(time(change.at()) + "  " + text(change.terms()) + "  by "
                    + change.operator() + ": " + change.reason()));
        }
        return 0;
    }

    private static ObjectNode json(PayoutAddress address, List<TermsChange> history) {
        ObjectNode json = object().put("account", address.toString());
        ArrayNode changes = json.putArray("history");
        history.forEach(change -> changes.addObject()
                .put("at", change.at().toString())
                .put("minimumSats", orNull(change.terms().minimumSats()))
                .put("donationBasisPoints", change.terms().donationBasisPoints())
                .put("operator", change.operator())
                .put("reason", change.reason()));
        return json;
    }
}
