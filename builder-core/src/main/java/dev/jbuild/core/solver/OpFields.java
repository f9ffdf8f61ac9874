package dev.jbuild.core.solver;

import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.RunMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
                .list("layers", op.layers().stream().map(DiffId::toString).toList());
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
        return KeyHasher.of("git/1")
                .text("url", op.url())
                .text("commit", op.commit())
                .text("subdirectory", op.subdirectory())
                .text("git directory", op.keepGitDirectory() ? "kept" : "dropped");
    }

    @Override
    public KeyHasher run(Op.Run op) {
        return KeyHasher.of("run/1")
                .list(FieldNames.ARGS, op.args())
                .map(FieldNames.ENV, op.env())
                .text("working directory", op.workingDir())
                .text("user", op.user())
                .text("network", lower(op.network()))
                .text("security", op.securityInsecure() ? "insecure" : "sandbox")
                .list("mounts", op.mounts().stream().map(this::mount).toList())
                .list("scripts", op.files().stream().map(OpFields::script).toList())
                .list("hosts", List.copyOf(op.extraHosts().keySet()));
    }

    @Override
    public KeyHasher copy(Op.Copy op) {
        KeyHasher hasher = KeyHasher.of("copy/1")
                .text("destination", op.destination() + (op.destinationIsDirectory() ? "/" : ""))
                .text("owner", op.owner())
                .text("mode", op.mode())
                .text("link", lower(op.linking()))
                .text("parents", lower(op.parents()))
                .text("unpack", lower(op.unpacking()));
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
        if (source instanceof Op.Copy.Source.Files files) {
            return "files " + files.input() + (isObserved(files.input()) ? "" : " " + files.pattern());
        }
        Op.Copy.Source.Inline inline = (Op.Copy.Source.Inline) source;
        return "text " + inline.name().length() + " " + inline.name() + " " + inline.content();
    }

    private boolean isObserved(int input) {
        return inputs.get(input) instanceof VertexKeys.Named.ByObservation;
    }

    private String mount(RunMount mount) {
        if (mount instanceof RunMount.Bind bind) {
            String source = isObserved(bind.input()) ? "" : bind.source();
            return words("bind", bind.input(), source, bind.target(), bind.readWrite() ? "rw" : "ro");
        }
        if (mount instanceof RunMount.Cache cache) {
            return words("cache", cache.target(), cache.readOnly() ? "ro" : "rw", cache.seedInput(), cache.seedSource())
                    + words("", cache.mode(), cache.uid(), cache.gid());
        }
        if (mount instanceof RunMount.Tmpfs tmpfs) {
            return words("tmpfs", tmpfs.target(), tmpfs.sizeBytes());
        }
        if (mount instanceof RunMount.Secret secret) {
            return words("secret", secret.id(), secret.target(), secret.env(), secret.required())
                    + words("", secret.mode(), secret.uid(), secret.gid());
        }
        RunMount.Ssh ssh = (RunMount.Ssh) mount;
        return words("ssh", ssh.id(), ssh.target(), ssh.required()) + words("", ssh.mode(), ssh.uid(), ssh.gid());
    }

    private static String script(Op.Run.RunFile file) {
        return words("script", file.path(), file.mode(), file.content());
    }

    /** Joins words so that they can be told apart again, whatever is in them. */
    private static String words(Object... words) {
        StringBuilder joined = new StringBuilder();
        for (Object word : words) {
            String text = word.toString();
            joined.append(joined.length() == 0 ? "" : " ");
            joined.append(text.isEmpty() || text.indexOf(' ') >= 0 || text.indexOf('"') >= 0 ? text.length() + "\"" + text + "\"" : text);
        }
        return joined.toString();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
