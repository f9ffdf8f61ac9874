package dev.jbuild.core.plan;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/** What a vertex does. All variables are expanded; nothing here names a place of the host. */
public sealed interface Op {

    <R> R match(Cases<R> cases);

    /** The empty rootfs. */
    record Scratch() implements Op {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.scratch(this);
        }
    }

    /** A base image, resolved: its layers by diffID, bottom first. */
    record Image(ImageReference reference, Digest manifest, Platform platform, List<DiffId> layers) implements Op {
        public Image {
            layers = List.copyOf(layers);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.image(this);
        }
    }

    /** The files of a build context: the main one is "", others have their names. */
    record LocalSource(String context) implements Op {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.localSource(this);
        }
    }

    /** A file from a URL, as a tree of that one file. */
    record HttpSource(String url, String fileName, String checksum) implements Op {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.httpSource(this);
        }
    }

    /** A commit of a git repository, as a tree. */
    record GitSource(String url, String commit, String subdirectory, boolean keepGitDirectory) implements Op {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.gitSource(this);
        }
    }

    /**
     * A command in the rootfs of input 0; the inputs after it are the sources of mounts.
     *
     * @param args with the shell in front, if the shell form was used
     * @param env the whole environment that the command sees, secrets and proxies excepted
     * @param proxyEnv proxy variables, given to the command and in no key
     * @param user as in the image's config: {@code name|uid[:group|gid]}, empty for root
     * @param securityInsecure true only for --security=insecure
     */
    record Run(
            List<String> args,
            SortedMap<String, String> env,
            SortedMap<String, String> proxyEnv,
            String workingDir,
            String user,
            Network network,
            boolean securityInsecure,
            List<RunMount> mounts,
            List<RunFile> files,
            SortedMap<String, String> extraHosts)
            implements Op {
        public Run {
            args = List.copyOf(args);
            mounts = List.copyOf(mounts);
            files = List.copyOf(files);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.run(this);
        }

        /** Which network it asks for. */
        public enum Network {
            DEFAULT,
            NONE,
            HOST
        }

        /** A file mounted for the command only: a heredoc's script. */
        public record RunFile(String path, String content, int mode) {}
    }

    /**
     * Files copied onto the rootfs of input 0; the inputs after it are the trees they come from.
     *
     * @param destination absolute and clean
     * @param destinationIsDirectory true when it was written with a trailing slash (or {@code /.}, or as {@code .})
     * @param owner as written in --chown, empty for none
     * @param mode as written in --chmod, empty for none
     * @param excludes patterns of --exclude
     */
    record Copy(
            List<Source> sources,
            String destination,
            boolean destinationIsDirectory,
            String owner,
            String mode,
            Linking linking,
            Parents parents,
            Unpacking unpacking,
            List<String> excludes)
            implements Op {
        public Copy {
            sources = List.copyOf(sources);
            excludes = List.copyOf(excludes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.copy(this);
        }

        /** Whether the layer depends on the rootfs below (--link: not). */
        public enum Linking {
            ONTO_ROOTFS,
            INDEPENDENT
        }

        /** Whether the directories of a source are kept (--parents). */
        public enum Parents {
            DROP,
            KEEP
        }

        /** What happens to archives. */
        public enum Unpacking {
            /** COPY, and ADD --unpack=false. */
            NEVER,
            /** ADD: local archives, not those from URLs. */
            LOCAL,
            /** ADD --unpack. */
            ALWAYS
        }

        /** What is copied. */
        public sealed interface Source {

            /** Paths below an input's tree that match a pattern as written (wildcards, trailing slash, {@code /./}). */
            record Files(int input, String pattern) implements Source {}

            /** A heredoc: a file of this name and text. */
            record Inline(String name, String content) implements Source {}
        }
    }

    /** WORKDIR: a directory that is there afterwards, made with its parents if missing, owned by the user. */
    record MakeDirectory(String path, String user) implements Op {
        public MakeDirectory {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.makeDirectory(this);
        }
    }

    /** One method for each kind of op, so that a new kind fails to compile where it is not handled. */
    interface Cases<R> {
        R scratch(Scratch op);

        R image(Image op);

        R localSource(LocalSource op);

        R httpSource(HttpSource op);

        R gitSource(GitSource op);

        R run(Run op);

        R copy(Copy op);

        R makeDirectory(MakeDirectory op);
    }
}
