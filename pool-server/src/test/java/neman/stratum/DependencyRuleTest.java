package neman.stratum;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DependencyRuleTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("neman.stratum");

    @Test
    void knowsOfTheOtherModulesOnlyTheChainTheJournalTheAlarmsAndTheLiveStatus() {
        DescribedPredicate<JavaClass> allowed = JavaClass.Predicates.resideInAnyPackage(
                "neman.stratum..",
                "neman.bitcoin..",
                "neman.accounting.journal..",
                "neman.accounting.alarm..",
                "neman.accounting.live..");
        DescribedPredicate<JavaClass> ours = JavaClass.Predicates.resideInAPackage("neman..");
        noClasses()
                .should()
                .dependOnClassesThat(ours.and(DescribedPredicate.not(allowed)).as("are another part of the pool"))
                .check(CLASSES);
    }

    @Test
    void knowsNothingOfTheSandboxChain() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("neman.bitcoin.sandbox..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("neman.stratum.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
