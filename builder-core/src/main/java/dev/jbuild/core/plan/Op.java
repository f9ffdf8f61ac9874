package dev.jbuild.core.plan;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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

        // By hand, as those of the compiler are linked when first used: milliseconds at every start of the program.
        @Override
        public boolean equals(Object object) {
            return object instanceof Image other
                    && manifest.equals(other.manifest)
                    && reference.equals(other.reference)
                    && platform.equals(other.platform)
                    && layers.equals(other.layers);
        }

        @Override
        public int hashCode() {
            return manifest.hashCode();
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

    /**
     * A commit of a git repository, as a tree.
     *
     * @param ref branch, tag or other name under which the commit was found; helps to fetch it, goes into no key
     * @param commit 40 or 64 hex characters
     * @param subdirectory empty for the top
     * @param times of its files
     */
    record GitSource(
            String url,
            String ref,
            String commit,
            String subdirectory,
            boolean keepGitDirectory,
            boolean submodules,
            Times times)
            implements Op {

        /** The times of files. */
        public enum Times {
            COMMIT,
            CHECKOUT
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.gitSource(this);
        }
    }

    /**
     * A command in the rootfs of input 0; the inputs after it are the sources of mounts.
     *
     * @param args with the shell in front, if the shell form was used; never empty
     * @param env the whole environment that the command sees, secrets and proxies excepted
     * @param argNames the names in {@code env} that an ARG declares; for people, in no key
     * @param proxyEnv proxy variables, given to the command where {@code env} lacks them, and in no key
     * @param workingDir absolute and clean
     * @param user as in the image's config: {@code name|uid[:group|gid]}, empty for root
     * @param platform what the command was made for
     */
    record Run(
            List<String> args,
            SortedMap<String, String> env,
            Set<String> argNames,
            SortedMap<String, String> proxyEnv,
            String workingDir,
            String user,
            Platform platform,
            Network network,
            Security security,
            List<RunMount> mounts,
            List<RunFile> files,
            Surroundings surroundings)
            implements Op {
        public Run {
            args = List.copyOf(args);
            env = Variables.copyOf(env);
            argNames = Set.copyOf(argNames);
            proxyEnv = Collections.unmodifiableSortedMap(new TreeMap<>(proxyEnv));
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
            HOST,
            /** One of its own with a way to the outside, and none to the host. */
            PRIVATE
        }

        /** What the command may do. */
        public enum Security {
            SANDBOX,
            INSECURE
        }

        /** A file mounted read-only for the command only: a heredoc's script. */
        public record RunFile(String path, String content, int mode) {}

        /**
         * What the machine around the command looks like.
         *
         * @param hostname empty for the default
         * @param extraHosts lines of the hosts file, in order; their addresses go into no key
         * @param devices in order of the instruction
         * @param limits what the command can find out of its limits; those of control groups are not in a plan
         */
        public record Surroundings(String hostname, List<ExtraHost> extraHosts, List<Device> devices, Limits limits) {

            /** Nothing asked for. */
            public static final Surroundings DEFAULT = new Surroundings("", List.of(), List.of());

            public Surroundings {
                extraHosts = List.copyOf(extraHosts);
                devices = List.copyOf(devices);
            }

            public Surroundings(String hostname, List<ExtraHost> extraHosts, List<Device> devices) {
                this(hostname, extraHosts, devices, Limits.DEFAULT);
            }
        }

        /**
         * Limits of every process.
         *
         * @param shmBytes size of /dev/shm; 0 for the default
         * @param ulimits {@code name=soft:hard}
         */
        public record Limits(long shmBytes, List<String> ulimits) {
            public static final Limits DEFAULT = new Limits(0, List.of());

            public Limits {
                ulimits = List.copyOf(ulimits);
            }
        }

        /** A name and the address that it resolves to; {@code host-gateway} stands for the host's. */
        public record ExtraHost(String name, String address) {}

        /** A device by its name among those that the user allowed. */
        public record Device(String name, boolean required) {}
    }

    /**
     * Files copied onto the rootfs of input 0; the inputs after it are the trees they come from.
     *
     * @param destination absolute and clean
     * @param destinationIsDirectory true when it was written with a trailing slash (or {@code /.}, or as {@code .})
     * @param owner as written in --chown, empty for none
     * @param mode as written in --chmod: octal, or symbolic as chmod takes it; empty for none
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

        /** What happens to a source that is an archive. */
        public enum Archives {
            /** It is copied as it is: COPY, a URL of ADD, and ADD --unpack=false. */
            KEEP,
            /** It is unpacked into the destination: a local file of ADD, and ADD --unpack. */
            UNPACK
        }

        /** What is copied. */
        public sealed interface Source {

            <R> R match(SourceCases<R> cases);

            /**
             * Paths of an input's tree that match a pattern as written (wildcards, trailing slash, {@code /./}); a pattern without
             * wildcards must match. A file from a URL is named by its name with wildcards escaped, a repository by {@code /}.
             *
             * @param input its index in the vertex's inputs
             */
            record Files(int input, String pattern, Archives archives) implements Source {
                @Override
                public <R> R match(SourceCases<R> cases) {
                    return cases.files(this);
                }
            }

            /** A heredoc: a file of this name and text, mode 0644. */
            record Inline(String name, String content) implements Source {
                @Override
                public <R> R match(SourceCases<R> cases) {
                    return cases.inline(this);
                }
            }
        }

        /** One method for each kind of source. */
        public interface SourceCases<R> {
            R files(Source.Files source);

            R inline(Source.Inline source);
        }
    }

    /** WORKDIR: a directory that is there afterwards, made with its parents (0755) if missing, owned by the user. */
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
