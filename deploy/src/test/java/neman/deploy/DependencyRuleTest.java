package neman.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies point one way: cli → wiring → config, and nothing points back at deploy. */
class DependencyRuleTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("neman");

    @Test
    void configKnowsNeitherTheWiringNorTheCommandLine() {
        noClasses()
                .that()
                .resideInAPackage("neman.deploy.config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "neman.deploy.wiring..",
                        "neman.deploy.cli..",
                        "neman.accounting.journal..",
                        "neman.accounting.database..",
                        "neman.accounting.embedded..",
                        "neman.accounting.transport..",
                        "neman.accounting.intake..",
                        "neman.payout..",
                        "neman.console..")
                .check(ALL);
    }

    /** Of the Stratum server it knows what a port speaks below the lines, the limits, and when jobs are renewed: it checks those. */
    @Test
    void configKnowsOfTheStratumServerOnlyItsTransportItsLimitsAndItsTemplates() {
        noClasses()
                .that()
                .resideInAPackage("neman.deploy.config..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("neman.stratum..")
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                                "neman.stratum.transport..", "neman.stratum.defence..", "neman.stratum.template.."))))
                .check(ALL);
    }

    @Test
    void wiringDoesNotKnowTheCommandLine() {
        noClasses()
                .that()
                .resideInAPackage("neman.deploy.wiring..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("neman.deploy.cli..", "picocli..")
                .check(ALL);
    }

    @Test
    void noOtherModuleKnowsDeploy() {
        noClasses()
                .that()
                .resideOutsideOfPackage("neman.deploy..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("neman.deploy..")
                .check(ALL);
    }

    @Test
    void stratumAndPayoutNeverMeet() {
        noClasses()
                .that()
                .resideInAPackage("neman.stratum..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("neman.payout..", "neman.console..")
                .allowEmptyShould(true)
                .check(ALL);
    }
}
