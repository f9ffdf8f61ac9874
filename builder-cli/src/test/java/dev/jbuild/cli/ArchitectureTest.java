package dev.jbuild.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds across the modules: who sees whom, and who may touch paths and processes. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar") && !location.contains("/testdata/"))
            .importPackages("dev.jbuild");

    /** The classes that resolve paths of the host: the user's own, the store's own, or below a root by its descriptor. */
    private static final Set<String> PATH_CLASSES = Set.of(
            "dev.jbuild.cache.disk.NioDisk",
            "dev.jbuild.cache.disk.StatSum",
            "dev.jbuild.cache.disk.TreeRemoval",
            "dev.jbuild.cache.disk.UsedBytes",
            "dev.jbuild.cache.registry.CertificateFiles",
            "dev.jbuild.cache.registry.LoginStore",
            "dev.jbuild.cache.git.HeadCommit",
            "dev.jbuild.cache.git.PackedObjects",
            "dev.jbuild.cli.HostFiles",
            "dev.jbuild.cli.packaging.JarContent",
            "dev.jbuild.cli.packaging.ProgramJar",
            "dev.jbuild.core.file.NioRootDirectory",
            "dev.jbuild.core.file.OpenDirectories",
            "dev.jbuild.core.file.StatReader",
            "dev.jbuild.core.export.OutputDirectory",
            "dev.jbuild.core.export.OutputTarget",
            "dev.jbuild.core.export.DirectoryLayoutFiles",
            "dev.jbuild.exec.host.OwnFiles");

    /** The classes that start processes. */
    private static final Set<String> PROCESS_CLASSES = Set.of(
            "dev.jbuild.cache.registry.CredentialHelper",
            "dev.jbuild.exec.program.Runner",
            "dev.jbuild.exec.host.HostProgram");

    @Test
    void seesAllModules() {
        for (String module : new String[] {"grammar", "core", "cache", "exec", "cli"}) {
            assertThat(CLASSES.stream().filter(c -> c.getPackageName().startsWith("dev.jbuild." + module)))
                    .as(module)
                    .isNotEmpty();
        }
        assertThat(CLASSES.size()).isGreaterThan(200);
    }

    @Test
    void dependenciesPointOneWay() {
        onlyUses("dev.jbuild.grammar..", "dev.jbuild.grammar..");
        onlyUses("dev.jbuild.core..", "dev.jbuild.core..", "dev.jbuild.grammar..");
        onlyUses("dev.jbuild.cache..", "dev.jbuild.cache..", "dev.jbuild.core..");
        onlyUses("dev.jbuild.exec..", "dev.jbuild.exec..", "dev.jbuild.core..");
    }

    private static void onlyUses(String from, String... to) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("dev.jbuild..")
                        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(to))))
                .check(CLASSES);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        classes()
                .that()
                .resideInAPackage("org.antlr..")
                .or()
                .resideInAPackage("dev.jbuild.grammar..")
                .should()
                .onlyDependOnClassesThat(
                        DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage("com.fasterxml..", "picocli..")))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jbuild.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.jline..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jbuild.grammar..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.antlr..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.jbuild.exec..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.kenai..")
                .check(CLASSES);
    }

    @Test
    void onlyNamedClassesTouchPaths() {
        noClasses()
                .that(areNot(PATH_CLASSES))
                .and()
                .resideOutsideOfPackage("dev.jbuild.testdata..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.nio.file.Files")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.File")
                .check(CLASSES);
    }

    @Test
    void onlyNamedClassesStartProcesses() {
        noClasses()
                .that(areNot(PROCESS_CLASSES))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> areNot(Set<String> names) {
        return DescribedPredicate.describe(
                "are not named in the list", c -> !names.contains(c.getName().replaceAll("\\$.*", "")));
    }
}
