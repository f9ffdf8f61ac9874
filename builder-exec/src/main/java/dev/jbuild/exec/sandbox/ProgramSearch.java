package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.util.ArrayList;
import java.util.List;

/** Finds programs in an image, where who starts them cannot. */
final class ProgramSearch {
    private static final int EXECUTABLE = 0111;

    private ProgramSearch() {}

    /**
     * The arguments with a path for the program when the environment has no PATH: the native sandbox then looks in the usual places,
     * a runtime nowhere.
     */
    static List<String> withPath(ProcessSpec spec) {
        boolean hasPath = spec.env().stream().anyMatch(variable -> variable.startsWith("PATH="));
        String command = spec.args().get(0);
        if (hasPath || command.contains("/")) {
            return spec.args();
        }
        Tree tree = spec.rootFs().tree();
        List<String> args = new ArrayList<>(spec.args());
        Execution.path(spec.env()).stream()
                .map(directory -> directory + "/" + command)
                .filter(path -> isProgram(tree, path))
                .findFirst()
                .ifPresent(path -> args.set(0, path));
        return args;
    }

    private static boolean isProgram(Tree tree, String path) {
        return tree.resolve(TreePath.clean(path))
                .flatMap(tree::get)
                .filter(entry -> entry instanceof TreeEntry.RegularFile
                        && (entry.attributes().mode() & EXECUTABLE) != 0)
                .isPresent();
    }
}
