package neman.bitcoin;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies point one way: values ← block bytes ← node client, and the sandbox chain beside the client. */
class DependencyRuleTest {
    private static final JavaClasses BITCOIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("neman.bitcoin");

    @Test
    void bitcoinKnowsNoOtherModule() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("neman..")
                        .and(resideInAnyPackage(
                                "neman.accounting..",
                                "neman.payout..",
                                "neman.stratum..",
                                "neman.console..",
                                "neman.deploy..")))
                .check(BITCOIN);
    }

    @Test
    void valuesKnowTheJdkAndBitcoinjAlone() {
        classes()
                .that()
                .resideInAPackage("neman.bitcoin")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "neman.bitcoin", "org.bitcoinj.."))
                .check(BITCOIN);
    }

    @Test
    void blockBytesKnowTheJdkAndTheValuesAlone() {
        classes()
                .that()
                .resideInAPackage("neman.bitcoin.block")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "neman.bitcoin", "neman.bitcoin.block"))
                .check(BITCOIN);
    }

    @Test
    void theClientDoesNotKnowWhetherTheSandboxAnswers() {
        noClasses()
                .that()
                .resideInAPackage("neman.bitcoin.node")
                .should()
                .dependOnClassesThat(resideInAnyPackage("neman.bitcoin.sandbox.."))
                .check(BITCOIN);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("neman.bitcoin.(*)..").should().beFreeOfCycles().check(BITCOIN);
    }
}
