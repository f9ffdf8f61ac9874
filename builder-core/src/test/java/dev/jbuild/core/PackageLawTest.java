package dev.jbuild.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which package may use which: the table of docs/ARCHITECTURE.md, held. */
class PackageLawTest {
    private static final Map<String, Set<String>> LAW = law("""
            oci      :
            error    : grammar
            tree     : oci
            file     : tree error
            store    : oci tree file error
            source   : oci tree file error
            sandbox  : oci tree file error
            device   : sandbox tree file error
            plan     : oci grammar
            progress : plan oci
            layer    : oci tree file store error
            context  : oci error tree file store layer
            frontend : grammar plan oci error source context
            solver   : plan oci store tree progress error
            step     : solver plan store source sandbox device layer context tree file progress error oci
            image    : oci layer plan store error tree
            export   : image layer store file progress error oci tree
            attest   : oci plan image
            inventory : oci tree layer image
            compare  : oci tree layer store image
            build    : *
            """);
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.jbuild.core");

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        Set<String> broken = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            Set<String> allowed = LAW.get(part(from.getPackageName()));
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String target = part(dependency.getTargetClass().getPackageName());
                if (!target.isEmpty() && !target.equals(part(from.getPackageName())) && !allows(allowed, target)) {
                    broken.add(from.getName() + " uses "
                            + dependency.getTargetClass().getName());
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void seesEveryPackageOfTheTableAndNoOther() {
        Set<String> seen =
                CLASSES.stream().map(c -> part(c.getPackageName())).collect(Collectors.toCollection(TreeSet::new));
        assertThat(seen).isEqualTo(new TreeSet<>(LAW.keySet()));
        assertThat(CLASSES.size()).isGreaterThan(100);
    }

    private static boolean allows(Set<String> allowed, String target) {
        return allowed != null && (allowed.contains("*") || allowed.contains(target));
    }

    /** The part of ours that a package belongs to: a package of builder-core, "grammar", or nothing. */
    private static String part(String packageName) {
        if (packageName.startsWith("dev.jbuild.core.")) {
            return packageName.split("\\.")[3];
        }
        return packageName.startsWith("dev.jbuild.grammar") ? "grammar" : "";
    }

    private static Map<String, Set<String>> law(String table) {
        Map<String, Set<String>> law = new TreeMap<>();
        for (String row : table.lines().toList()) {
            List<String> cells = Arrays.asList(row.split(":", -1));
            law.put(
                    cells.get(0).strip(),
                    Arrays.stream(cells.get(1).strip().split(" "))
                            .filter(word -> !word.isEmpty())
                            .collect(Collectors.toSet()));
        }
        return law;
    }
}
