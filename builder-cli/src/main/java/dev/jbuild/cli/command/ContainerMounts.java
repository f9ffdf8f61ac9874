package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a container has mounted: volumes of its image, then what {@code -v}, {@code --mount} and {@code --tmpfs} say, outer ones first. A
 * volume begins as what the image has in its place, and is thrown away with the container.
 */
final class ContainerMounts {
    private final Console console;
    private final List<Wanted> wanted = new ArrayList<>();

    ContainerMounts(Console console) {
        this.console = console;
    }

    /** A mount that may need the image's files to be made. */
    private sealed interface Wanted {
        String target();

        record Made(Mount mount) implements Wanted {
            @Override
            public String target() {
                return mount.target();
            }
        }

        record Volume(String target, Mount.Access access) implements Wanted {}
    }

    /** Values of {@code -v}: {@code SRC:DST[:ro]}, or {@code DST} for a volume. */
    ContainerMounts volumes(List<String> texts) {
        for (String text : texts) {
            List<String> parts = List.of(text.split(":", -1));
            if (parts.size() == 1 && text.startsWith("/")) {
                wanted.add(new Wanted.Volume(text, Mount.Access.READ_WRITE));
                continue;
            }
            boolean wrong = parts.size() < 2
                    || parts.size() > 3
                    || parts.get(0).isEmpty()
                    || !parts.get(1).startsWith("/");
            String how = parts.size() == 3 ? parts.get(2) : "rw";
            if (wrong || !how.equals("ro") && !how.equals("rw")) {
                throw BuildOptions.wrong("--volume", text, "SRC:DST[:ro], DST absolute");
            }
            wanted.add(bind(
                    parts.get(0), parts.get(1), how.equals("ro") ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE));
        }
        return this;
    }

    private Wanted bind(String source, String target, Mount.Access access) {
        Path path = console.path(source);
        if (!HostFiles.exists(path)) {
            throw BuildException.of(ErrorCode.USAGE, "cannot mount \"" + path + "\": no such file or directory")
                    .withHint(
                            "make it first; volumes with names are not kept, and -v " + target + " makes one without");
        }
        return new Wanted.Made(new Mount.Bind(HostFiles.real(path), target, access));
    }

    /** Values of {@code --mount}: {@code type=bind,source=SRC,target=DST[,readonly]}, tmpfs or volume. */
    ContainerMounts mounts(List<String> texts) {
        for (String text : texts) {
            wanted.add(mount(new MountFields(text)));
        }
        return this;
    }

    private Wanted mount(MountFields fields) {
        String target = fields.target();
        return switch (fields.type()) {
            case "bind" -> bind(fields.source(), target, fields.access());
            case "tmpfs" -> new Wanted.Made(fields.tmpfs(target));
            default -> new Wanted.Volume(target, fields.access());
        };
    }

    /** Values of {@code --tmpfs}: {@code DST[:OPTION,…]}, the options as {@link TmpfsOptions} reads them. */
    ContainerMounts tmpfs(List<String> texts) {
        for (String text : texts) {
            int colon = text.indexOf(':');
            String target = colon < 0 ? text : text.substring(0, colon);
            if (!target.startsWith("/")) {
                throw BuildOptions.wrong("--tmpfs", text, "an absolute path");
            }
            TmpfsOptions options = new TmpfsOptions(text, colon < 0 ? "" : text.substring(colon + 1));
            wanted.add(new Wanted.Made(options.mount(target)));
        }
        return this;
    }

    /** All of them on a rootfs, with the volumes that its image declares and nothing else takes the place of. */
    List<Mount> on(RootFs rootFs, Collection<String> declared, Path empty) {
        Set<TreePath> taken = new HashSet<>();
        wanted.forEach(mount -> taken.add(TreePath.clean(mount.target())));
        List<Wanted> all = new ArrayList<>();
        for (String path : declared) {
            TreePath clean = TreePath.clean(path);
            if (!clean.isRoot() && taken.add(clean)) {
                all.add(new Wanted.Volume(path, Mount.Access.READ_WRITE));
            }
        }
        all.addAll(wanted);
        all.sort(Comparator.comparing(
                mount -> TreePath.clean(mount.target()).components().size()));
        List<Mount> mounts = new ArrayList<>();
        for (Wanted mount : all) {
            mounts.add(
                    mount instanceof Wanted.Volume volume
                            ? volume(volume, rootFs, empty.resolve(Integer.toString(mounts.size())))
                            : ((Wanted.Made) mount).mount());
        }
        return mounts;
    }

    private static Mount volume(Wanted.Volume volume, RootFs rootFs, Path empty) {
        Tree tree = rootFs.tree();
        Optional<TreePath> place = tree.resolve(TreePath.clean(volume.target()));
        Optional<TreeEntry> there = place.flatMap(tree::get);
        if (there.isPresent() && there.get() instanceof TreeEntry.Directory) {
            return new Mount.Layers(rootFs.layers(), place.get(), volume.target(), volume.access());
        }
        HostFiles.makeDirectory(empty);
        return new Mount.Bind(empty, volume.target(), volume.access());
    }

    /** The fields of one {@code --mount}, by all of their names. */
    private record MountFields(String text, Map<String, String> fields) {
        private static final List<String> TYPES = List.of("bind", "tmpfs", "volume");
        private static final Set<String> KNOWN = Set.of(
                "type", "source", "src", "target", "dst", "destination", "readonly", "ro", "tmpfs-size", "tmpfs-mode");

        MountFields(String text) {
            this(text, OutputSpec.fields(text.replaceAll("(^|,)(readonly|ro)(?=,|$)", "$1$2=true"), "--mount"));
            for (String name : fields.keySet()) {
                if (!KNOWN.contains(name)) {
                    throw BuildOptions.wrong(
                            "--mount",
                            text,
                            "type, source, target, readonly, tmpfs-size or tmpfs-mode, not \"" + name + "\"");
                }
            }
        }

        String type() {
            String type = fields.getOrDefault("type", "volume");
            if (!TYPES.contains(type)) {
                throw BuildOptions.wrong("--mount", text, "type=bind, tmpfs or volume");
            }
            return type;
        }

        String target() {
            String target = first("target", "dst", "destination");
            if (!target.startsWith("/")) {
                throw BuildOptions.wrong("--mount", text, "target= and an absolute path");
            }
            return target;
        }

        String source() {
            String source = first("source", "src", "source");
            if (source.isEmpty()) {
                throw BuildOptions.wrong("--mount", text, "source= and a path");
            }
            return source;
        }

        Mount.Access access() {
            String readOnly = first("readonly", "ro", "readonly");
            if (!List.of("", "true", "false", "1", "0").contains(readOnly)) {
                throw BuildOptions.wrong("--mount", text, "readonly=true or false");
            }
            return readOnly.equals("true") || readOnly.equals("1") ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE;
        }

        Mount tmpfs(String target) {
            StringBuilder options = new StringBuilder(access() == Mount.Access.READ_ONLY ? "ro" : "rw");
            for (String name : List.of("size", "mode")) {
                String value = fields.getOrDefault("tmpfs-" + name, "");
                options.append(value.isEmpty() ? "" : "," + name + "=" + value);
            }
            return new TmpfsOptions(text, options.toString()).mount(target);
        }

        private String first(String one, String other, String third) {
            return fields.getOrDefault(one, fields.getOrDefault(other, fields.getOrDefault(third, "")));
        }
    }
}
