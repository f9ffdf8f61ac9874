package dev.jbuild.core.frontend;

import dev.jbuild.core.plan.RunMount;
import dev.jbuild.grammar.mount.MountOptions;
import dev.jbuild.grammar.mount.RunMount.Access;
import dev.jbuild.grammar.mount.RunMount.Bind;
import dev.jbuild.grammar.mount.RunMount.Cache;
import dev.jbuild.grammar.mount.RunMount.Need;
import dev.jbuild.grammar.mount.RunMount.Ownership;
import dev.jbuild.grammar.mount.RunMount.Secret;
import dev.jbuild.grammar.mount.RunMount.Ssh;
import dev.jbuild.grammar.mount.RunMount.Tmpfs;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.List;

/** Plans the mounts of one RUN: their sources become inputs, their targets absolute. */
final class MountPlanner {

    private static final String CACHE_NAMESPACE_ARG = "BUILDKIT_CACHE_MOUNT_NS";
    private static final int SECRET_MODE = 0400;
    private static final int SOCKET_MODE = 0600;
    private static final String SOCKETS = "/run/buildkit/ssh_agent."; // where other builders put them

    private final Planning planning;
    private final Placed placed;
    private final StageState stage;
    private final Inputs inputs;
    private int sockets;

    MountPlanner(Planning planning, Placed placed, StageState stage, Inputs inputs) {
        this.planning = planning;
        this.placed = placed;
        this.stage = stage;
        this.inputs = inputs;
    }

    List<RunMount> plan(List<MountOptions> mounts) {
        List<RunMount> planned = new ArrayList<>();
        for (MountOptions options : mounts) {
            planned.add(plan(options));
        }
        return planned;
    }

    private RunMount plan(MountOptions options) {
        Substitution substitution = planning.substitution(stage, placed);
        dev.jbuild.grammar.mount.RunMount mount = expand(options, substitution);
        return mount.match(new dev.jbuild.grammar.mount.RunMount.Cases<RunMount>() {
            @Override
            public RunMount bind(Bind bind) {
                return new RunMount.Bind(
                        input(bind.from(), options.span()),
                        source(bind.source(), options),
                        target(bind.target(), options),
                        bind.access() == Access.READ_WRITE);
            }

            @Override
            public RunMount cache(Cache cache) {
                return MountPlanner.this.cache(cache, options);
            }

            @Override
            public RunMount tmpfs(Tmpfs tmpfs) {
                return new RunMount.Tmpfs(target(tmpfs.target(), options), tmpfs.limitBytes());
            }

            @Override
            public RunMount secret(Secret secret) {
                return MountPlanner.this.secret(secret, options);
            }

            @Override
            public RunMount ssh(Ssh ssh) {
                return MountPlanner.this.ssh(ssh, options);
            }
        });
    }

    private RunMount cache(Cache cache, MountOptions options) {
        Ownership owner = cache.owner();
        String namespace = planning.request.buildArgs().getOrDefault(CACHE_NAMESPACE_ARG, "");
        return new RunMount.Cache(
                namespace.isEmpty() ? cache.id() : namespace + "/" + cache.id(),
                target(cache.target(), options),
                switch (cache.sharing()) {
                    case SHARED -> RunMount.Sharing.SHARED;
                    case PRIVATE -> RunMount.Sharing.PRIVATE;
                    case LOCKED -> RunMount.Sharing.LOCKED;
                },
                cache.access() == Access.READ_ONLY,
                cache.from().isEmpty() ? RunMount.NO_SEED : input(cache.from(), options.span()),
                source(cache.source(), options),
                owner.mode(),
                owner.uid(),
                owner.gid());
    }

    private RunMount secret(Secret secret, MountOptions options) {
        Ownership owner = secret.owner();
        return new RunMount.Secret(
                secret.id(),
                secret.target().isEmpty() ? "" : target(secret.target(), options),
                secret.variable(),
                secret.need() == Need.REQUIRED,
                owner.mode() == Ownership.ABSENT ? SECRET_MODE : owner.mode(),
                orRoot(owner.uid()),
                orRoot(owner.gid()));
    }

    private RunMount ssh(Ssh ssh, MountOptions options) {
        Ownership owner = ssh.owner();
        String socket = SOCKETS + sockets++;
        return new RunMount.Ssh(
                ssh.id(),
                ssh.target().isEmpty() ? socket : target(ssh.target(), options),
                ssh.need() == Need.REQUIRED,
                owner.mode() == Ownership.ABSENT ? SOCKET_MODE : owner.mode(),
                orRoot(owner.uid()),
                orRoot(owner.gid()));
    }

    private static long orRoot(long id) {
        return id == Ownership.ABSENT ? 0 : id;
    }

    private int input(String from, Span span) {
        return inputs.add(from.isEmpty() ? planning.context("") : planning.tree(from, placed, span));
    }

    private String target(String written, MountOptions options) {
        String target = UnixPath.resolve(stage.directory, written);
        if (target.equals("/")) {
            throw InstructionException.invalid(
                    "invalid mount target \"" + written + "\": got the root, want a path below it",
                    placed.at(options.span()));
        }
        return PathLimits.checked(target, placed.at(options.span()));
    }

    private String source(String written, MountOptions options) {
        return PathLimits.checked(UnixPath.clean(written), placed.at(options.span()));
    }

    private dev.jbuild.grammar.mount.RunMount expand(MountOptions options, Substitution substitution) {
        try {
            return options.resolve(word -> substitution.text(word, options.span()));
        } catch (FragmentException e) {
            throw InstructionException.invalid(e.message(), placed.at(options.span()));
        }
    }
}
