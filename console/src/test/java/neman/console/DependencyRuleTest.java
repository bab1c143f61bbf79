package neman.console;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies point one way; see {@code package-info}. */
class DependencyRuleTest {
    private static final JavaClasses CONSOLE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("neman.console");

    @Test
    void theConsoleKnowsNeitherTheStratumFrontEndNorTheWiring() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("neman.stratum..", "neman.deploy.."))
                .check(CONSOLE);
    }

    @Test
    void theViewKnowsNothingButBitcoinsValues() {
        noClasses()
                .that()
                .resideInAPackage("neman.console.view")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "neman.console",
                        "neman.console.http..",
                        "neman.console.source..",
                        "neman.accounting..",
                        "neman.payout..",
                        "io.javalin..",
                        "com.fasterxml.."))
                .check(CONSOLE);
    }

    @Test
    void httpKnowsTheViewAlone() {
        noClasses()
                .that()
                .resideInAPackage("neman.console.http")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "neman.console", "neman.console.source..", "neman.accounting..", "neman.payout.."))
                .check(CONSOLE);
    }
}
