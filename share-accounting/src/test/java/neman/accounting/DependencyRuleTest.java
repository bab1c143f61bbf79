package neman.accounting;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A share goes journal → transport → intake → segment, reward, round; nothing looks back. */
class DependencyRuleTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("neman.accounting");

    @Test
    void knowsOfTheOtherModulesOnlyTheChain() {
        DescribedPredicate<JavaClass> ours = JavaClass.Predicates.resideInAPackage("neman..");
        DescribedPredicate<JavaClass> allowed =
                JavaClass.Predicates.resideInAnyPackage("neman.accounting..", "neman.bitcoin..");
        noClasses()
                .should()
                .dependOnClassesThat(ours.and(DescribedPredicate.not(allowed)).as("are another part of the pool"))
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "journal, ''",
        "reward, ''",
        "database, ''",
        "leader, database",
        "alarm, database",
        "embedded, database",
        "instance, database journal",
        "segment, journal database",
        "transport, journal",
        "live, transport journal",
        "round, reward segment journal",
    })
    void aPackageKnowsOnlyThoseLeftOfIt(String name, String known) {
        String[] others = Arrays.stream(known.split(" "))
                .filter(other -> !other.isEmpty())
                .map(other -> "neman.accounting." + other + "..")
                .toArray(String[]::new);
        String own = "neman.accounting." + name + "..";
        classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideOutsideOfPackage("neman.accounting..")
                        .or(JavaClass.Predicates.resideInAPackage(own))
                        .or(JavaClass.Predicates.resideInAnyPackage(others))
                        .as("are not further on than " + name))
                .check(CLASSES);
    }

    /** Who pays and who mines must not need a server: windows and splits are computed from numbers alone. */
    @Test
    void rewardsArePure() {
        noClasses()
                .that()
                .resideInAPackage("neman.accounting.reward..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "java.io..", "java.nio.file..", "java.time..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("neman.accounting.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
