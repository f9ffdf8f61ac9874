package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The calls that make the rootfs of the image's layers, of the mount points that they lack, and of a place for changes. */
final class RootFsMount {
    static final String NAME = "rootfs";
    /** Where in the scratch directory it is attached. */
    static final String AT = NAME + "/at";

    private final ProgramBuilder program;
    private final MountCalls mounts;
    private final ScratchDirectory scratch;

    RootFsMount(ProgramBuilder program, MountCalls mounts, ScratchDirectory scratch) {
        this.program = program;
        this.mounts = mounts;
        this.scratch = scratch;
    }

    /** Where what changed will lie. */
    static Path upper(RootFs rootFs) {
        return rootFs.scratch().resolve(NAME).resolve("upper");
    }

    /** Attaches it, all mount points known, and keeps a descriptor of it. */
    Slot attach(RootFs rootFs, MountPoints points) {
        program.topic("rootfs");
        Tree tree = rootFs.tree();
        List<Path> lowers = new ArrayList<>(rootFs.layers());
        Collections.reverse(lowers);
        if (!points.missing().isEmpty() || lowers.isEmpty()) {
            new StubLayer(program, scratch, tree).make(points.missing());
            lowers.add(0, scratch.path(StubLayer.NAME));
        }
        scratch.makeDirectory(scratch.at(NAME), 0700);
        for (String part : List.of(NAME + "/upper", NAME + "/work", AT)) {
            scratch.makeDirectory(scratch.at(part), 0755);
        }
        tree.get(TreePath.ROOT).ifPresent(root -> scratch.imitate(scratch.at(NAME + "/upper"), root.attributes()));
        return new Overlay(program, mounts, scratch)
                .attach(new Overlay.Layout(NAME, lowers, Overlay.Layout.Writes.KEPT, scratch.at(AT)));
    }
}
