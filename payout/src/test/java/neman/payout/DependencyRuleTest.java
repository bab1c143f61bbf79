package neman.payout;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DependencyRuleTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("neman");

    @Test
    void payoutKnowsNeitherTheStratumServerNorTheConsoleNorTheDeployment() {
        noClasses()
                .that()
                .resideInAPackage("neman.payout..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("neman.stratum..", "neman.console..", "neman.deploy..")
                .check(CLASSES);
    }

    @Test
    void whatPayoutStandsOnDoesNotKnowIt() {
        noClasses()
                .that()
                .resideInAnyPackage("neman.bitcoin..", "neman.accounting..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("neman.payout..")
                .check(CLASSES);
    }

    @Test
    void moneyMeetsTheJournalsSideOfShareAccountingNowhere() {
        noClasses()
                .that()
                .resideInAPackage("neman.payout..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "neman.accounting.journal..", "neman.accounting.transport..", "neman.accounting.intake..")
                .check(CLASSES);
    }

    @Test
    void theLedgerStandsBelowEverythingElseOfPayout() {
        noClasses()
                .that()
                .resideInAPackage("neman.payout.ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "neman.payout.settlement..",
                        "neman.payout.maturity..",
                        "neman.payout.payment..",
                        "neman.payout.query..")
                .check(CLASSES);
    }

    @Test
    void theServiceStandsAboveEverythingElseOfPayout() {
        noClasses()
                .that()
                .resideInAPackage("neman.payout.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("neman.payout")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("neman.payout.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
