package io.millrace.system.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What Maven's module graph cannot tell, over the classes of all modules. */
class ArchitectureTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.millrace");
    private static final String[] INPUT_AND_OUTPUT = {
        "io.vertx..",
        "io.netty..",
        "java.net..",
        "java.sql..",
        "javax.sql..",
        "java.nio.file..",
        "java.nio.channels..",
        "com.rabbitmq..",
        "com.mongodb..",
        "org.postgresql..",
        "io.micrometer.."
    };

    @Test
    void everyModuleIsLookedAt() {
        assertThat(Stream.of(
                                "contracts",
                                "kit",
                                "customers",
                                "catalog",
                                "inventory",
                                "orders",
                                "query",
                                "messaging",
                                "runtime",
                                "embedded",
                                "demo")
                        .map(name -> "io.millrace." + name))
                .allMatch(ALL::containPackage);
    }

    @Nested
    class Dependencies {

        @Test
        void servicesDoNotKnowEachOther() {
            slices().matching("io.millrace.(customers|inventory|orders|catalog|query)..")
                    .should()
                    .notDependOnEachOther()
                    .check(ALL);
        }

        @Test
        void theQuerySideDoesNotKnowTheCommandSide() {
            noClasses()
                    .that()
                    .resideInAPackage("io.millrace.query..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.millrace.kit..")
                    .check(ALL);
        }

        @Test
        void onlyTheDemoStartsEmbeddedServers() {
            noClasses()
                    .that()
                    .resideOutsideOfPackages("io.millrace.demo..", "io.millrace.embedded..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.millrace.embedded..")
                    .check(ALL);
        }

        @Test
        void contractsNeedJacksonAndNothingElse() {
            classes()
                    .that()
                    .resideInAPackage("io.millrace.contracts..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "io.millrace.contracts..", "java..", "com.fasterxml.jackson..", "org.jspecify..")
                    .check(ALL);
            noClasses()
                    .that()
                    .resideInAPackage("io.millrace.contracts..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(INPUT_AND_OUTPUT)
                    .check(ALL);
        }

        @Test
        void decidersAreFreeOfInputAndOutput() {
            noClasses()
                    .that()
                    .haveSimpleNameEndingWith("Decider")
                    .or()
                    .resideInAPackage("io.millrace.kit.decider..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(INPUT_AND_OUTPUT)
                    .check(ALL);
        }

        @Test
        void readModelsDoNotKnowEachOther() {
            slices().matching("io.millrace.query.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(
                            alwaysTrue(),
                            resideInAnyPackage("io.millrace.query.projection..", "io.millrace.query.http.."))
                    .check(ALL);
        }

        @Test
        void theProjectionEngineDoesNotKnowWhatItRuns() {
            noClasses()
                    .that()
                    .resideInAPackage("io.millrace.query.projection..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("io.millrace.query..")
                            .and(resideOutsideOfPackage("io.millrace.query.projection..")))
                    .check(ALL);
        }

        @Test
        void storesAreHiddenBehindTheirFactory() {
            classes()
                    .that()
                    .implement("io.millrace.kit.journal.Journal")
                    .or()
                    .implement("io.millrace.kit.journal.WriteStore")
                    .or()
                    .implement("io.millrace.kit.journal.Leadership")
                    .should()
                    .bePackagePrivate()
                    .check(ALL);
        }
    }

    @Nested
    class Code {

        @Test
        void isNullMarkedInEveryPackage() {
            assertThat(ALL.getPackage("io.millrace").getSubpackagesInTree().stream()
                            .filter(each -> !each.getClasses().isEmpty()))
                    .isNotEmpty()
                    .allMatch(each -> each.isAnnotatedWith(NullMarked.class));
        }

        @Test
        void neverSleeps() {
            noClasses()
                    .should()
                    .callMethod(Thread.class, "sleep", long.class)
                    .orShould()
                    .callMethod(Thread.class, "sleep", long.class, int.class)
                    .orShould()
                    .callMethod(TimeUnit.class, "sleep", long.class)
                    .check(ALL);
        }

        @Test
        void isNamedByWhatItIsAbout() {
            Set<String> vague = Set.of(
                    "util",
                    "utils",
                    "common",
                    "helper",
                    "helpers",
                    "manager",
                    "dispatcher",
                    "poller",
                    "outbox",
                    "offset",
                    "view",
                    "impl",
                    "misc",
                    "core");
            assertThat(ALL.stream()
                            .filter(each -> !each.isAnonymousClass())
                            .filter(each -> words(each).anyMatch(vague::contains))
                            .map(JavaClass::getName))
                    .isEmpty();
        }

        /** A cursor is what HTTP paging hands out, and nothing else. */
        @Test
        void hasCursorsInHttpOnly() {
            assertThat(ALL.stream()
                            .filter(each -> words(each).anyMatch("cursor"::equals))
                            .map(JavaClass::getPackageName)
                            .distinct())
                    .allMatch(name -> name.contains(".http"));
        }
    }

    private static Stream<String> words(JavaClass named) {
        return Stream.concat(
                        Arrays.stream(named.getPackageName().split("\\.", -1)),
                        Arrays.stream(named.getSimpleName().split("(?<=[a-z0-9])(?=[A-Z])", -1)))
                .map(word -> word.toLowerCase(Locale.ROOT));
    }
}
