package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.image.ImageFiles;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobStore;
import dev.jbuild.core.store.LayerStore;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of an image, all layers merged, with their bytes; and those of what is claimed of it.
 *
 * @param prefix the directory of the output that they stand in
 */
record ImageTree(Tree tree, LayerContents contents, TreePath prefix, List<ClaimFile> claims) {

    /** A statement as a file, by its path in the output. The array is not to be changed. */
    record ClaimFile(TreePath path, byte[] bytes) {}

    /**
     * The files of each image, in the order of the set. Where they share a directory, a file of two images is an error, as one would hide the
     * other.
     */
    static List<ImageTree> of(ImageSet images, FilesForm form, BlobStore blobs, LayerStore layers) throws IOException {
        List<ImageTree> trees = new ArrayList<>();
        for (ImageSet.Built built : images.built()) {
            ImageFiles files = ImageFiles.of(built.image(), blobs, layers);
            Platform platform = built.image().config().platform();
            TreePath prefix = prefix(form, platform);
            String mark = images.isSingle() || form.split() == FilesForm.Split.PLATFORM ? "" : name(platform);
            trees.add(new ImageTree(
                    files.tree(),
                    files.contents(),
                    prefix,
                    claims(built, files.tree(), prefix, form.claimPrefix(), mark)));
        }
        Map<TreePath, Platform> seen = new HashMap<>();
        for (int i = 0; i < trees.size() && trees.size() > 1; i++) {
            ImageTree files = trees.get(i);
            Platform platform = images.images().get(i).config().platform();
            files.tree.walk(TreePath.ROOT, (path, entry) -> {
                Platform other = entry instanceof TreeEntry.Directory
                        ? null
                        : seen.putIfAbsent(files.prefix.resolve(path), platform);
                if (other != null) {
                    throw inTwo(path, other, platform);
                }
            });
        }
        return trees;
    }

    private static BuildException inTwo(TreePath path, Platform one, Platform two) {
        return BuildException.of(
                        ErrorCode.USAGE,
                        "the file \"%s\" is in the images of %s and of %s, want it in one of them"
                                .formatted(path, one, two))
                .withHint("leave out platform-split=false, and each platform gets a directory of its own");
    }

    /** @param mark stands in the names where images share a directory; empty for none */
    private static List<ClaimFile> claims(
            ImageSet.Built built, Tree tree, TreePath prefix, String before, String mark) {
        List<ClaimFile> claims = new ArrayList<>();
        for (Attestation attestation : built.attestations()) {
            String file = attestation.fileName();
            int dot = file.lastIndexOf('.');
            String name = before + (mark.isEmpty() ? file : file.substring(0, dot) + "." + mark + file.substring(dot));
            TreePath path = TreePath.of(name);
            if (tree.get(path).isPresent()) {
                throw BuildException.of(
                                ErrorCode.USAGE,
                                "the image has a file \"%s\", which is the name of an attestation".formatted(path))
                        .withHint("give attestation-prefix=NAME in -o");
            }
            claims.add(new ClaimFile(prefix.resolve(path), Statements.of(attestation, subjects(tree))));
        }
        return claims;
    }

    /** Every regular file by its path, as BuildKit has it. */
    private static List<Statements.Subject> subjects(Tree tree) {
        List<Statements.Subject> subjects = new ArrayList<>();
        tree.walk(TreePath.ROOT, (path, entry) -> {
            if (entry instanceof TreeEntry.RegularFile file) {
                subjects.add(new Statements.Subject(path.toString(), file.content()));
            }
        });
        return subjects;
    }

    /** The directory of an output in which the files of a platform stand. */
    private static TreePath prefix(FilesForm form, Platform platform) {
        return form.split() == FilesForm.Split.NONE ? TreePath.ROOT : TreePath.of(name(platform));
    }

    private static String name(Platform platform) {
        return platform.toString().replace('/', '_');
    }
}
