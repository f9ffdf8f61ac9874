package dev.jbuild.core.context;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.layer.LayerContents;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.List;

/**
 * A context whose files are one layer of the store: an archive or a commit.
 *
 * @param name of the context
 * @param shown how messages call it, such as {@code the archive}
 */
record LayeredContext(String name, String shown, SourceTree files) {

    static LayeredContext of(String name, String shown, BuildStore store, DiffId layer, LayerIndex index) {
        LayerContents contents = new LayerContents(store.blobs(), store.layers());
        Tree tree = Tree.EMPTY.apply(layer, index);
        return new LayeredContext(name, shown, new LayeredSource(tree, contents::open));
    }

    BuildContext open(DockerfileLocation dockerfile) throws IOException {
        DockerfileText text = text(dockerfile);
        IgnoreRules rules = dockerfile instanceof DockerfileLocation.Named
                ? ContextFiles.rulesFor(files, TreePath.clean(text.name()))
                : ContextFiles.rulesFor(files, TreePath.of(text.name()));
        return new BuildContext(name, text, files, rules, List.of());
    }

    /** With no Dockerfile. */
    BuildContext openNamed() throws IOException {
        DockerfileText none = new DockerfileText("", new byte[0]);
        return new BuildContext(name, none, files, ContextFiles.rules(files), List.of());
    }

    private DockerfileText text(DockerfileLocation dockerfile) throws IOException {
        if (dockerfile instanceof DockerfileLocation.Given given) {
            return given.text();
        }
        if (dockerfile instanceof DockerfileLocation.Named named) {
            String path = named.written();
            return ContextFiles.read(files, TreePath.clean(path), path)
                    .map(bytes -> new DockerfileText(path, bytes))
                    .orElseThrow(() -> BuildException.of(
                                    ErrorCode.DOCKERFILE_MISSING, "%s has no file \"%s\"".formatted(shown, path))
                            .withHint("give -f a path inside " + shown));
        }
        return ContextFiles.dockerfile(files)
                .orElseThrow(
                        () -> BuildException.of(ErrorCode.DOCKERFILE_MISSING, shown + " has no Dockerfile at its top")
                                .withHint("name it with -f FILE, a path inside " + shown));
    }
}
