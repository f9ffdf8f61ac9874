package dev.jbuild.core.solver;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.plan.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What of each op goes into its key. The kinds carry a version: who adds, drops or renames a field raises it. */
final class OpFields implements Op.Cases<KeyHasher> {
    private final List<VertexKeys.Named> inputs;

    OpFields(List<VertexKeys.Named> inputs) {
        this.inputs = inputs;
    }

    @Override
    public KeyHasher scratch(Op.Scratch op) {
        return KeyHasher.of("scratch/1");
    }

    @Override
    public KeyHasher image(Op.Image op) {
        return KeyHasher.of("image/1")
                .digest(FieldNames.MANIFEST, op.manifest())
                .list("layers", texts(op.layers(), DiffId::toString));
    }

    @Override
    public KeyHasher localSource(Op.LocalSource op) {
        throw new IllegalStateException("a context has no key of its own");
    }

    @Override
    public KeyHasher httpSource(Op.HttpSource op) {
        return KeyHasher.of("http/1")
                .text("url", op.url())
                .text("file name", op.fileName())
                .text("checksum", op.checksum());
    }

    @Override
    public KeyHasher gitSource(Op.GitSource op) {
        return KeyHasher.of("git/2")
                .text("url", op.url())
                .text("commit", op.commit())
                .text("subdirectory", op.subdirectory())
                .text("git directory", op.keepGitDirectory() ? "kept" : "dropped")
                .text("submodules", op.submodules() ? "checked out" : "left out")
                .text("times", lower(op.times()));
    }

    @Override
    public KeyHasher run(Op.Run op) {
        Op.Run.Surroundings surroundings = op.surroundings();
        KeyHasher hasher = KeyHasher.of("run/1")
                .list(FieldNames.ARGS, op.args())
                .map(FieldNames.ENV, op.env())
                .text("working directory", op.workingDir())
                .text("user", op.user())
                .text("network", lower(op.network()))
                .text("security", lower(op.security()))
                .text("platform", op.platform().toString())
                .list("mounts", mounts(op))
                .list("scripts", texts(op.files(), OpFields::script))
                .text("hostname", surroundings.hostname())
                .list("hosts", texts(surroundings.extraHosts(), Op.Run.ExtraHost::name))
                .list("devices", texts(surroundings.devices(), device -> Words.join(device.name(), device.required())));
        return limits(surroundings.limits(), hasher);
    }

    /** Fields that are there only where limits are, so that commands without keep their keys. */
    private static KeyHasher limits(Op.Run.Limits limits, KeyHasher hasher) {
        if (limits.shmBytes() > 0) {
            hasher.number("size of /dev/shm", limits.shmBytes());
        }
        return limits.ulimits().isEmpty() ? hasher : hasher.list("ulimits", limits.ulimits());
    }

    @Override
    public KeyHasher copy(Op.Copy op) {
        KeyHasher hasher = KeyHasher.of("copy/1")
                .text("destination", op.destination() + (op.destinationIsDirectory() ? "/" : ""))
                .text("owner", op.owner())
                .text("mode", op.mode())
                .text("link", lower(op.linking()))
                .text("parents", lower(op.parents()));
        if (op.linking() == Op.Copy.Linking.INDEPENDENT
                && !op.owner().isEmpty()
                && op.mode().isEmpty()) {
            hasher.text("above", "the owner's"); // without this field they are root's
        }
        List<String> sources = new ArrayList<>();
        boolean selects = false;
        for (Op.Copy.Source source : op.sources()) {
            selects |= source instanceof Op.Copy.Source.Files files && !isObserved(files.input());
            sources.add(source(source));
        }
        return hasher.list("sources", sources).list("excludes", selects ? op.excludes() : List.of());
    }

    @Override
    public KeyHasher makeDirectory(Op.MakeDirectory op) {
        return KeyHasher.of("directory/1").text("path", op.path()).text("user", op.user());
    }

    /** An observation stands for the paths that select it; else they are part of the definition. */
    private String source(Op.Copy.Source source) {
        return source.match(new Op.Copy.SourceCases<>() {
            @Override
            public String files(Op.Copy.Source.Files files) {
                String pattern = isObserved(files.input()) ? "" : files.pattern();
                return Words.join("files", files.input(), pattern, lower(files.archives()));
            }

            @Override
            public String inline(Op.Copy.Source.Inline inline) {
                return Words.join("text", inline.name(), inline.content());
            }
        });
    }

    private List<String> mounts(Op.Run op) {
        MountFields fields = new MountFields(inputs);
        return texts(op.mounts(), mount -> mount.match(fields));
    }

    private static <T> List<String> texts(List<T> values, Function<T, String> text) {
        List<String> texts = new ArrayList<>(values.size());
        values.forEach(value -> texts.add(text.apply(value)));
        return texts;
    }

    private boolean isObserved(int input) {
        return inputs.get(input) instanceof VertexKeys.Named.ByObservation;
    }

    private static String script(Op.Run.RunFile file) {
        return Words.join("script", file.path(), file.mode(), file.content());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
