package brume.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The rules of direction of docs/ARCHITECTURE.md. */
final class ArchitectureTest {

    private static final JavaClasses BRUME =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(location -> !location.contains("/brume/codegen/"))
                    .importPackages("brume");

    private static final String[] KERNEL = {
        "brume.base..", "brume.wire..", "brume.store..", "brume.events..", "brume.iam..",
        "brume.spi..", "brume.auth..", "brume.http..", "brume.pipeline..", "brume.sandbox..",
        "brume.templates..", "brume.openapi.."
    };

    @Test
    void servicesAreStrangers() {
        slices().matching("brume.services.(*)..").should().notDependOnEachOther().check(BRUME);
    }

    @Test
    void theKernelNamesNoService() {
        noClasses()
                .that()
                .resideInAnyPackage(KERNEL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("brume.services..", "brume.api..", "brume.server..")
                .check(BRUME);
    }

    @Test
    void servicesSeeOnlyWhatTheyAreMeantToSee() {
        noClasses()
                .that()
                .resideInAPackage("brume.services..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "brume.server..", "brume.pipeline..", "brume.http..", "brume.auth..")
                .check(BRUME);
    }

    @Test
    void noCircleAmongPackages() {
        slices().matching("brume.(**)").should().beFreeOfCycles().check(BRUME);
    }

    @Test
    void onlyTheStoreOpensDataFiles() {
        noClasses()
                .that()
                .resideOutsideOfPackage("brume.store..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(BRUME);
    }

    @Test
    void onlyHttpAndSandboxOpenSocketsAndProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackages("brume.http..", "brume.sandbox..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.lang\\.ProcessBuilder|java\\.net\\.(Server)?Socket|"
                                + "java\\.nio\\.channels\\.(Server)?SocketChannel")
                .check(BRUME);
    }

    @Test
    void timeAndChanceComeFromBase() {
        noClasses()
                .that()
                .resideOutsideOfPackage("brume.base..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(OffsetDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callConstructor(Random.class)
                .check(BRUME);
    }
}
