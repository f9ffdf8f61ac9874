package dev.jbuild.core.step;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.RunMount;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.solver.StepRequest;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;

/**
 * Turns the mounts that one RUN asks for into those of the sandbox. Caches come last, in an order of their own, as opening them may
 * take waiting. Secrets go nowhere but into the mount or the variable. Used for one step.
 */
final class RunMounts implements RunMount.Cases<CompletionStage<Optional<Mount>>> {
    private static final int TMPFS_MODE = 01777;
    private static final TreePath AGENT = TreePath.of("agent");
    private static final CompletionStage<Optional<Mount>> NOTHING = CompletableFuture.completedFuture(Optional.empty());

    private final StepTools tools;
    private final LayerTrees trees;
    private final DirectoryForms forms;
    private final MountedFiles files;
    private final StepRequest request;
    private final Map<String, String> env = new ConcurrentSkipListMap<>();
    private final Held held;

    /** @param held gets what must be released when the command has ended */
    RunMounts(
            StepTools tools,
            LayerTrees trees,
            DirectoryForms forms,
            MountedFiles files,
            StepRequest request,
            Held held) {
        this.held = held;
        this.tools = tools;
        this.trees = trees;
        this.forms = forms;
        this.files = files;
        this.request = request;
    }

    /** Mounts in order, and the variables that they bring. */
    record Opened(List<Mount> mounts, Map<String, String> env) {}

    /** Opens all. */
    CompletionStage<Opened> open(Op.Run op) {
        RunCaches caches = new RunCaches(tools, forms, files, request, held);
        List<CompletionStage<Optional<Mount>>> simple = new ArrayList<>();
        for (RunMount mount : op.mounts()) {
            simple.add(mount.match(this));
        }
        return Stages.all(simple)
                .thenComposeAsync(
                        first -> caches.open(op.mounts()).thenApplyAsync(opened -> merged(op, first, opened), work()),
                        work());
    }

    private Opened merged(Op.Run op, List<Optional<Mount>> simple, Map<RunMount.Cache, Mount> caches) {
        List<Mount> mounts = new ArrayList<>();
        for (int i = 0; i < op.mounts().size(); i++) {
            if (op.mounts().get(i) instanceof RunMount.Cache cache) {
                mounts.add(caches.get(cache));
            } else {
                simple.get(i).ifPresent(mounts::add);
            }
            if (op.mounts().get(i) instanceof RunMount.Ssh ssh && simple.get(i).isPresent()) {
                env.putIfAbsent("SSH_AUTH_SOCK", ssh.target());
            }
        }
        for (Op.Run.RunFile file : op.files()) {
            byte[] bytes = file.content().getBytes(StandardCharsets.UTF_8);
            mounts.add(new Mount.Content(bytes, file.path(), new Attributes(file.mode(), 0, 0, 0)));
        }
        return new Opened(mounts, env);
    }

    @Override
    public CompletionStage<Optional<Mount>> bind(RunMount.Bind bind) {
        return request.inputs().get(bind.input()) instanceof StepInput.Context
                ? files.layer(bind.source(), request, bind.input())
                        .thenComposeAsync(made -> ofLayer(bind, MountedFiles.madeBy(made)), work())
                : Stages.supply(() -> trees.of(request.layers(bind.input()).chain()), work())
                        .thenComposeAsync(tree -> ofTree(bind, tree), work());
    }

    /** A layer that was made for the mount: a directory is its root, a single file the one thing in it. */
    private CompletionStage<Optional<Mount>> ofLayer(RunMount.Bind bind, DiffId layer) {
        Tree tree = Stages.unchecked(() -> trees.of(List.of(layer)));
        TreePath named = TreePath.clean(bind.source());
        boolean file = !named.isRoot() && isOnlyFile(tree, named.name());
        return mount(bind, List.of(layer), file ? named.name() : TreePath.ROOT);
    }

    private static boolean isOnlyFile(Tree tree, TreePath name) {
        return tree.children(TreePath.ROOT).size() == 1
                && tree.get(name)
                        .filter(entry -> !(entry instanceof TreeEntry.Directory))
                        .isPresent();
    }

    private CompletionStage<Optional<Mount>> ofTree(RunMount.Bind bind, Tree tree) {
        TreePath source = tree.resolve(TreePath.clean(bind.source()))
                .filter(path -> tree.get(path).isPresent())
                .orElseThrow(() -> BuildException.of(
                                ErrorCode.SOURCE_NOT_FOUND,
                                "%s: \"%s\" is not in what is to be mounted"
                                        .formatted(request.vertex().label(), bind.source()))
                        .withHint("check source= and from= of the mount"));
        return mount(bind, request.layers(bind.input()).chain(), source);
    }

    private CompletionStage<Optional<Mount>> mount(RunMount.Bind bind, List<DiffId> chain, TreePath source) {
        Mount.Access access = bind.readWrite() ? Mount.Access.READ_WRITE : Mount.Access.READ_ONLY;
        return forms.of(chain)
                .thenApplyAsync(paths -> Optional.of(new Mount.Layers(paths, source, bind.target(), access)), work());
    }

    @Override
    public CompletionStage<Optional<Mount>> cache(RunMount.Cache cache) {
        return NOTHING;
    }

    @Override
    public CompletionStage<Optional<Mount>> tmpfs(RunMount.Tmpfs tmpfs) {
        return CompletableFuture.completedFuture(
                Optional.of(new Mount.Tmpfs(tmpfs.target(), tmpfs.sizeBytes(), TMPFS_MODE)));
    }

    @Override
    public CompletionStage<Optional<Mount>> secret(RunMount.Secret secret) {
        return Stages.supply(() -> tools.sources().secrets().find(secret.id()), work())
                .thenApplyAsync(
                        value -> {
                            if (value.isEmpty() && secret.required()) {
                                throw missing("secret", secret.id(), "--secret id=" + secret.id() + ",src=FILE");
                            }
                            return value.flatMap(bytes -> mount(secret, bytes));
                        },
                        work());
    }

    private Optional<Mount> mount(RunMount.Secret secret, byte[] value) {
        if (!secret.env().isEmpty()) {
            env.put(secret.env(), new String(value, StandardCharsets.UTF_8));
        }
        Attributes attributes = new Attributes(secret.mode(), secret.uid(), secret.gid(), 0);
        return secret.target().isEmpty()
                ? Optional.empty()
                : Optional.of(new Mount.Content(value, secret.target(), attributes));
    }

    @Override
    public CompletionStage<Optional<Mount>> ssh(RunMount.Ssh ssh) {
        return Stages.supply(() -> forwarded(ssh), work());
    }

    /** A socket of the step's own: it has the owner and mode that the step wants, and is there as long as the step runs. */
    private Optional<Mount> forwarded(RunMount.Ssh ssh) throws IOException {
        Path directory = tools.store().layers().scratch("ssh");
        Path socket = directory.resolve(AGENT.toString());
        Optional<AutoCloseable> forwarding = tools.sources().sshAgents().forward(ssh.id(), socket);
        if (forwarding.isEmpty()) {
            if (ssh.required()) {
                throw missing("ssh agent", ssh.id(), "--ssh " + ssh.id());
            }
            return Optional.empty();
        }
        held.add(forwarding.get());
        try (WritableRootDirectory files = tools.directories().openWritable(directory)) {
            if (ssh.uid() > 0 || ssh.gid() > 0) {
                files.changeOwner(AGENT, ssh.uid(), ssh.gid());
            }
            files.changeMode(AGENT, ssh.mode());
        }
        return Optional.of(new Mount.Bind(socket, ssh.target(), Mount.Access.READ_WRITE));
    }

    private BuildException missing(String what, String id, String option) {
        return BuildException.of(
                        ErrorCode.SECRET_MISSING,
                        "%s: the %s \"%s\" was not given"
                                .formatted(request.vertex().label(), what, id))
                .withHint("give it by " + option);
    }

    private Executor work() {
        return tools.work();
    }
}
