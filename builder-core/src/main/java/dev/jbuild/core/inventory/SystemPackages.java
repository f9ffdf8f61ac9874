package dev.jbuild.core.inventory;

import dev.jbuild.core.oci.PackageUrl;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The packages that the image's system is made of: Debian's dpkg and Alpine's apk. Databases of RPM are recognised, and told of.
 *
 * @see <a href="https://www.debian.org/doc/debian-policy/ch-controlfields.html">Debian policy, control files</a>
 * @see <a href="https://wiki.alpinelinux.org/wiki/Apk_spec">Alpine, apk</a>
 */
final class SystemPackages {
    private static final TreePath DPKG = TreePath.of("var/lib/dpkg/status");
    private static final TreePath DPKG_PARTS = TreePath.of("var/lib/dpkg/status.d"); // of images without dpkg itself
    private static final String[] APK = {"lib/apk/db/installed", "usr/lib/apk/db/installed"};
    private static final String[] RPM = {"var/lib/rpm", "usr/lib/sysimage/rpm"};
    private static final String[] RPM_FILES = {"Packages", "Packages.db", "rpmdb.sqlite"};

    private final PackageFiles files;
    private final Distribution distribution;

    SystemPackages(PackageFiles files, Distribution distribution) {
        this.files = files;
        this.distribution = distribution;
    }

    void find(Consumer<FoundPackage> found, Consumer<String> notes) throws IOException {
        files.readIfAny(DPKG, lines -> Stanzas.read(lines, Stanzas.Groups.ALL, fields -> debian(DPKG, fields, found)));
        for (String place : APK) {
            TreePath path = TreePath.of(place);
            boolean there = files.readIfAny(
                    path, lines -> Stanzas.read(lines, Stanzas.Groups.ALL, fields -> alpine(path, fields, found)));
            if (there) {
                break; // where /lib is a link to usr/lib, both names mean one file
            }
        }
        for (String directory : RPM) {
            for (String name : RPM_FILES) {
                TreePath path = TreePath.of(directory + "/" + name);
                if (files.isFile(path)) {
                    notes.accept("the RPM database \"/" + path + "\" is not read: its packages are not listed");
                }
            }
        }
    }

    /** Whether a path is one of the small files that a distroless image has instead of dpkg's database. */
    static boolean isDpkgPart(TreePath path) {
        return path.startsWith(DPKG_PARTS) && !path.toString().endsWith(".md5sums");
    }

    void readDpkgPart(TreePath path, Consumer<FoundPackage> found) throws IOException {
        files.readIfAny(path, lines -> Stanzas.read(lines, Stanzas.Groups.ALL, fields -> debian(path, fields, found)));
    }

    private void debian(TreePath place, Map<String, String> fields, Consumer<FoundPackage> found) {
        String status = fields.getOrDefault("Status", "installed");
        String name = fields.getOrDefault("Package", "");
        if (!name.isEmpty() && status.endsWith("installed") && !status.endsWith("not-installed")) {
            String version = fields.getOrDefault("Version", "");
            String architecture = fields.getOrDefault("Architecture", "");
            String namespace = distribution.idOr("debian");
            found.accept(new FoundPackage(url("deb", namespace, new Built(name, version, architecture)), "", place));
        }
    }

    private void alpine(TreePath place, Map<String, String> fields, Consumer<FoundPackage> found) {
        String name = fields.getOrDefault("P", "");
        if (!name.isEmpty()) {
            Built built = new Built(name, fields.getOrDefault("V", ""), fields.getOrDefault("A", ""));
            PackageUrl url = url("apk", distribution.idOr("alpine"), built);
            found.accept(new FoundPackage(url, fields.getOrDefault("L", ""), place));
        }
    }

    private record Built(String name, String version, String architecture) {}

    private PackageUrl url(String type, String namespace, Built built) {
        TreeMap<String, String> qualifiers = new TreeMap<>();
        qualifiers.put("arch", built.architecture);
        qualifiers.put("distro", distribution.mark());
        return new PackageUrl(type, namespace, built.name, built.version, qualifiers);
    }
}
