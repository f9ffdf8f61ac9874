package dev.jbuild.core.inventory;

import dev.jbuild.core.image.ImageFiles;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The packages of an image, as the databases in it say: Debian's dpkg, Alpine's apk, jars of Maven, npm's and Python's. Everything is read
 * inside the image's tree and bounded; no file is unpacked. What is there twice is listed twice, by its places.
 *
 * @param packages in order of their URLs
 * @param notes what is there and was not read, for people
 */
public record Inventory(Distribution distribution, List<FoundPackage> packages, List<String> notes) {
    private static final int MAX_PACKAGES = 500_000;

    public Inventory {
        packages = List.copyOf(packages);
        notes = List.copyOf(notes);
    }

    /** Looks at every file of an image. The same files always give the same inventory. */
    public static Inventory of(ImageFiles image) throws IOException {
        PackageFiles files = new PackageFiles(image);
        TreeSet<FoundPackage> packages = new TreeSet<>(FoundPackage.ORDER);
        List<String> notes = new ArrayList<>();
        Distribution distribution = Distribution.of(files);
        SystemPackages system = new SystemPackages(files, distribution);
        system.find(found -> add(packages, found), notes::add);
        LanguagePackages languages = new LanguagePackages(files, found -> add(packages, found), notes::add);
        image.tree().<IOException>walk(TreePath.ROOT, (path, entry) -> {
            if (entry instanceof TreeEntry.RegularFile) {
                if (SystemPackages.isDpkgPart(path)) {
                    system.readDpkgPart(path, found -> add(packages, found));
                } else {
                    languages.look(path);
                }
            }
        });
        if (packages.size() == MAX_PACKAGES) {
            notes.add("there are more than " + MAX_PACKAGES + " packages: the others are not listed");
        }
        return new Inventory(distribution, List.copyOf(packages), notes);
    }

    private static void add(TreeSet<FoundPackage> packages, FoundPackage found) {
        if (packages.size() < MAX_PACKAGES) {
            packages.add(found);
        }
    }
}
