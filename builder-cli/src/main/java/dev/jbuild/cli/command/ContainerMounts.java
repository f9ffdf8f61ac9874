package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.step.NamedVolumes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a container has mounted: volumes of its image, then what {@code -v}, {@code --mount} and {@code --tmpfs} say, outer ones first. A
 * volume begins as what the image has in its place. Without a name it is thrown away with the container, with one it is kept.
 */
final class ContainerMounts {
    private final Console console;
    private final List<Wanted> wanted = new ArrayList<>();

    ContainerMounts(Console console) {
        this.console = console;
    }

    /** A mount that may need something to be made, which is done when all else is known to be right. */
    private sealed interface Wanted {
        String target();

        <R> R match(Cases<R> cases) throws IOException;

        record Made(Mount mount) implements Wanted {
            @Override
            public String target() {
                return mount.target();
            }

            @Override
            public <R> R match(Cases<R> cases) {
                return cases.made(this);
            }
        }

        /** A path of the host, made as a directory when nothing is there. */
        record Host(Path path, String target, Mount.Access access) implements Wanted {
            @Override
            public <R> R match(Cases<R> cases) {
                return cases.host(this);
            }
        }

        record Volume(String target, Mount.Access access) implements Wanted {
            @Override
            public <R> R match(Cases<R> cases) {
                return cases.volume(this);
            }
        }

        record Named(String name, String target, Mount.Access access, NamedVolumes.Beginning beginning)
                implements Wanted {
            @Override
            public <R> R match(Cases<R> cases) throws IOException {
                return cases.named(this);
            }
        }

        interface Cases<R> {
            R made(Made made);

            R host(Host host);

            R volume(Volume volume);

            R named(Named named) throws IOException;
        }
    }

    /** Values of {@code -v}, as {@link VolumeOption} reads them. */
    ContainerMounts volumes(List<String> texts) {
        for (String text : texts) {
            VolumeOption option = VolumeOption.parse(text);
            wanted.add(
                    option.isPath()
                            ? new Wanted.Host(console.path(option.source()), option.target(), option.access())
                            : volume(text, option));
        }
        return this;
    }

    private static Wanted volume(String text, VolumeOption option) {
        return option.source().isEmpty()
                ? new Wanted.Volume(option.target(), option.access())
                : new Wanted.Named(
                        VolumeOption.name(option.source(), "--volume=" + text),
                        option.target(),
                        option.access(),
                        option.beginning());
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
            case "bind" -> bind(fields.path(), target, fields.access());
            case "tmpfs" -> new Wanted.Made(fields.tmpfs());
            default ->
                fields.source().isEmpty()
                        ? new Wanted.Volume(target, fields.access())
                        : new Wanted.Named(
                                VolumeOption.name(fields.source(), "--mount=" + fields.text()),
                                target,
                                fields.access(),
                                fields.beginning());
        };
    }

    private Wanted bind(String source, String target, Mount.Access access) {
        Path path = console.path(source);
        if (!HostFiles.exists(path)) {
            throw BuildException.of(ErrorCode.USAGE, "cannot mount \"" + path + "\": no such file or directory")
                    .withHint("make it first, or write -v " + source + ":" + target + ", which makes a directory");
        }
        return new Wanted.Made(new Mount.Bind(HostFiles.real(path), target, access));
    }

    /** Values of {@code --tmpfs}: {@code DST[:OPTION,…]}, the options as {@link TmpfsOptions} reads them. */
    ContainerMounts tmpfs(List<String> texts) {
        for (String text : texts) {
            int colon = text.indexOf(':');
            String target = colon < 0 ? text : text.substring(0, colon);
            if (!VolumeOption.isPlace(target)) {
                throw BuildOptions.wrong("--tmpfs", text, "an absolute path that is not /");
            }
            TmpfsOptions options = new TmpfsOptions(text, colon < 0 ? "" : text.substring(colon + 1));
            wanted.add(new Wanted.Made(options.mount(target)));
        }
        return this;
    }

    /**
     * All of them on a rootfs, with the volumes that its image declares and nothing else takes the place of.
     *
     * @param scratch a directory of the container's own
     */
    List<Mount> on(RootFs rootFs, Collection<String> declared, Path scratch, NamedVolumes volumes) throws IOException {
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
            Path empty = scratch.resolve(Integer.toString(mounts.size()));
            mounts.add(mount.match(new Making(rootFs, empty, volumes)));
        }
        return mounts;
    }

    /** Makes what one mount needs. */
    private record Making(RootFs rootFs, Path empty, NamedVolumes volumes) implements Wanted.Cases<Mount> {

        @Override
        public Mount made(Wanted.Made made) {
            return made.mount();
        }

        @Override
        public Mount host(Wanted.Host host) {
            if (!HostFiles.exists(host.path())) {
                HostFiles.makeDirectory(host.path());
            }
            return new Mount.Bind(HostFiles.real(host.path()), host.target(), host.access());
        }

        @Override
        public Mount volume(Wanted.Volume volume) {
            Tree tree = rootFs.tree();
            Optional<TreePath> place = tree.resolve(TreePath.clean(volume.target()));
            Optional<TreeEntry> there = place.flatMap(tree::get);
            if (there.isPresent() && there.get() instanceof TreeEntry.Directory) {
                return new Mount.Layers(rootFs.layers(), place.get(), volume.target(), volume.access());
            }
            HostFiles.makeDirectory(empty);
            return new Mount.Bind(empty, volume.target(), volume.access());
        }

        @Override
        public Mount named(Wanted.Named named) throws IOException {
            Path directory = volumes.open(named.name(), rootFs.tree(), named.target(), named.beginning());
            return new Mount.Bind(directory, named.target(), named.access());
        }
    }
}
