package dev.jbuild.grammar;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the module shows, and which of its packages sees which. */
class GrammarArchitectureTest {

    private static final String ROOT = "dev.jbuild.grammar";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void showsNoTypeOfTheParserGenerator() {
        List<String> shown = new ArrayList<>();
        int seen = 0;
        for (JavaClass type : CLASSES) {
            if (type.getPackageName().equals(ROOT + ".antlr") || !isShown(type.getModifiers()) || !isReachable(type)) {
                continue;
            }
            seen++;
            signature(type)
                    .filter(used -> used.getPackageName().startsWith("org.antlr")
                            || used.getPackageName().equals(ROOT + ".antlr"))
                    .forEach(used -> shown.add(type.getName() + " shows " + used.getName()));
        }
        assertThat(shown).isEmpty();
        assertThat(seen).isGreaterThan(60);
    }

    /** So that a file that needs no generated parser loads none of it. */
    @Test
    void noPublicClassKnowsTheParserGenerator() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".antlr")
                .and()
                .arePublic()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.antlr..", ROOT + ".antlr")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycle() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".text", ROOT + ".word", ROOT + ".mount", ROOT + ".syntax")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT)
                .check(CLASSES);
    }

    private static boolean isReachable(JavaClass type) {
        return type.getEnclosingClass()
                .map(outer -> isShown(outer.getModifiers()) && isReachable(outer))
                .orElse(true);
    }

    private static boolean isShown(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    /** All types that a user of a type sees. */
    private static Stream<JavaClass> signature(JavaClass type) {
        Stream<JavaClass> above = Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
        Stream<JavaClass> fields = type.getFields().stream()
                .filter(field -> isShown(field.getModifiers()))
                .map(JavaField::getRawType);
        Stream<JavaClass> code = type.getCodeUnits().stream()
                .filter(unit -> isShown(unit.getModifiers()))
                .flatMap(GrammarArchitectureTest::signature);
        return Stream.of(above, fields, code).flatMap(all -> all);
    }

    private static Stream<JavaClass> signature(JavaCodeUnit unit) {
        Stream<JavaClass> types =
                Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()));
        return types.map(JavaClass::getBaseComponentType);
    }
}
