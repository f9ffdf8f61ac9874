package dev.jbuild.core.solver;

import dev.jbuild.core.plan.RunMount;
import java.util.List;

/**
 * What of a mount goes into the key of its RUN: what the command can tell apart. The id and the sharing of a cache are not, nor the
 * path of a source that is named by what it holds; a secret is there by its id, never by its value.
 */
final class MountFields implements RunMount.Cases<String> {
    private final List<VertexKeys.Named> inputs;

    MountFields(List<VertexKeys.Named> inputs) {
        this.inputs = inputs;
    }

    @Override
    public String bind(RunMount.Bind mount) {
        boolean observed = inputs.get(mount.input()) instanceof VertexKeys.Named.ByObservation;
        String source = observed ? "" : mount.source();
        return Words.join("bind", mount.input(), source, mount.target(), mount.readWrite() ? "rw" : "ro");
    }

    @Override
    public String cache(RunMount.Cache mount) {
        return Words.join(
                "cache",
                mount.target(),
                mount.readOnly() ? "ro" : "rw",
                mount.seedInput(),
                mount.seedSource(),
                mount.mode(),
                mount.uid(),
                mount.gid());
    }

    @Override
    public String tmpfs(RunMount.Tmpfs mount) {
        return Words.join("tmpfs", mount.target(), mount.sizeBytes());
    }

    @Override
    public String secret(RunMount.Secret mount) {
        return Words.join(
                "secret",
                mount.id(),
                mount.target(),
                mount.env(),
                mount.required(),
                mount.mode(),
                mount.uid(),
                mount.gid());
    }

    @Override
    public String ssh(RunMount.Ssh mount) {
        return Words.join("ssh", mount.id(), mount.target(), mount.required(), mount.mode(), mount.uid(), mount.gid());
    }
}
