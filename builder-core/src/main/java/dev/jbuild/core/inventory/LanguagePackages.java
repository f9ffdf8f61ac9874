package dev.jbuild.core.inventory;

import dev.jbuild.core.oci.JsonDocument;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.PackageUrl;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The packages of one file of an image, if it is one that tells of some: npm's {@code package.json}, Python's {@code METADATA} and {@code PKG-INFO},
 * the jars of Maven.
 *
 * @see <a href="https://packaging.python.org/en/latest/specifications/recording-installed-packages/">Python, installed packages</a>
 */
final class LanguagePackages {
    private static final int MAX_JSON_BYTES = 1024 * 1024; // 1 MiB

    private final PackageFiles files;
    private final Consumer<FoundPackage> found;
    private final Consumer<String> notes;

    LanguagePackages(PackageFiles files, Consumer<FoundPackage> found, Consumer<String> notes) {
        this.files = files;
        this.found = found;
        this.notes = notes;
    }

    /** Looks at a regular file; most are none of these. */
    void look(TreePath path) throws IOException {
        String name = path.name().toString();
        if (name.equals("package.json") && isModule(path.components())) {
            npm(path);
        } else if (isPython(path, name)) {
            python(path);
        } else if (JarPackages.isArchive(name)) {
            new JarPackages(files, found, notes).look(path);
        }
    }

    /** In {@code node_modules/NAME} or {@code node_modules/@SCOPE/NAME}: others are not packages of their own. */
    private static boolean isModule(List<TreePath> components) {
        int directory = components.size() - 2; // of the file
        if (directory < 1) {
            return false;
        }
        int above = directory - 1;
        if (above >= 1 && components.get(above).toString().startsWith("@")) {
            above--;
        }
        return components.get(above).toString().equals("node_modules");
    }

    private void npm(TreePath path) throws IOException {
        try {
            JsonDocument json = JsonDocument.parse("package.json", files.head(path, MAX_JSON_BYTES));
            String name = json.text("name");
            int slash = name.indexOf('/');
            if (!name.substring(slash + 1).isEmpty()) {
                PackageUrl url = new PackageUrl(
                        "npm",
                        slash < 0 ? "" : name.substring(0, slash),
                        name.substring(slash + 1),
                        json.text("version"));
                found.accept(new FoundPackage(url, license(json), path));
            }
        } catch (OciFormatException e) {
            notes.accept("\"/" + path + "\" is not read: " + e.getMessage());
        }
    }

    private static String license(JsonDocument json) throws OciFormatException {
        if (json.values().get("license") instanceof String text) {
            return text;
        }
        Optional<JsonDocument> old =
                json.values().get("license") instanceof Map ? json.object("license") : Optional.empty();
        return old.isPresent() ? old.get().text("type") : "";
    }

    private static boolean isPython(TreePath path, String name) {
        String above = path.isRoot() || path.parent().isRoot()
                ? ""
                : path.parent().name().toString();
        return name.equals("METADATA") && above.endsWith(".dist-info")
                || name.equals("PKG-INFO") && above.endsWith(".egg-info")
                || name.endsWith(".egg-info");
    }

    private void python(TreePath path) throws IOException {
        files.readIfAny(
                path,
                lines -> Stanzas.read(lines, Stanzas.Groups.FIRST, fields -> {
                    String name = fields.getOrDefault("Name", "");
                    if (!name.isEmpty()) {
                        String normal = name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
                        PackageUrl url = new PackageUrl("pypi", "", normal, fields.getOrDefault("Version", ""));
                        String license = fields.getOrDefault("License-Expression", fields.getOrDefault("License", ""));
                        found.accept(new FoundPackage(url, license, path));
                    }
                }));
    }
}
