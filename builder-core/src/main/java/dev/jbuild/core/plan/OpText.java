package dev.jbuild.core.plan;

/** The fields of an op, its kind first. */
final class OpText implements Op.Cases<Fields> {

    @Override
    public Fields scratch(Op.Scratch op) {
        return new Fields();
    }

    @Override
    public Fields image(Op.Image op) {
        return new Fields()
                .add("image", op.reference().toString())
                .add("manifest", op.manifest().toString())
                .add("platform", op.platform().toString())
                .add("layers", String.valueOf(op.layers().size()));
    }

    @Override
    public Fields localSource(Op.LocalSource op) {
        return new Fields().add("context", Fields.quoted(op.context()));
    }

    @Override
    public Fields httpSource(Op.HttpSource op) {
        return new Fields()
                .addText("url", op.url())
                .addText("name", op.fileName())
                .add("checksum", op.checksum());
    }

    @Override
    public Fields gitSource(Op.GitSource op) {
        return new Fields()
                .addText("git", op.url())
                .addText("ref", op.ref())
                .add("commit", op.commit())
                .addText("subdirectory", op.subdirectory())
                .add("keep-git-dir", op.keepGitDirectory() ? "yes" : "")
                .add("submodules", op.submodules() ? "" : "no")
                .add("times", op.times() == Op.GitSource.Times.COMMIT ? "" : word(op.times()));
    }

    @Override
    public Fields run(Op.Run op) {
        Fields fields = new Fields()
                .addTexts("run", op.args())
                .addPairs("env", op.env())
                .addPairs("proxy", op.proxyEnv())
                .addText("dir", op.workingDir())
                .addText("user", op.user())
                .add("platform", op.platform().toString())
                .add("network", op.network() == Op.Run.Network.DEFAULT ? "" : word(op.network()))
                .add("security", op.security() == Op.Run.Security.SANDBOX ? "" : word(op.security()))
                .addText("hostname", op.surroundings().hostname());
        op.surroundings().extraHosts().forEach(host -> fields.add("host", host.name() + " " + host.address()));
        op.surroundings()
                .devices()
                .forEach(device -> fields.add("device", device.name() + (device.required() ? " required" : "")));
        op.mounts().forEach(mount -> fields.add("mount", mount.match(new MountText())));
        op.files()
                .forEach(file -> fields.add(
                        "file",
                        "%s mode %04o %s"
                                .formatted(Fields.quoted(file.path()), file.mode(), Fields.quoted(file.content()))));
        return fields;
    }

    @Override
    public Fields copy(Op.Copy op) {
        Fields fields = new Fields();
        for (Op.Copy.Source source : op.sources()) {
            fields.add("copy", source.match(new SourceText()));
        }
        return fields.add("to", Fields.quoted(op.destination()) + (op.destinationIsDirectory() ? " directory" : ""))
                .addText("owner", op.owner())
                .addText("mode", op.mode())
                .add("link", op.linking() == Op.Copy.Linking.INDEPENDENT ? "yes" : "")
                .add("parents", op.parents() == Op.Copy.Parents.KEEP ? "yes" : "")
                .addTexts("exclude", op.excludes());
    }

    @Override
    public Fields makeDirectory(Op.MakeDirectory op) {
        return new Fields().addText("mkdir", op.path()).addText("user", op.user());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static final class SourceText implements Op.Copy.SourceCases<String> {
        @Override
        public String files(Op.Copy.Source.Files source) {
            return "%s of input %d%s"
                    .formatted(
                            Fields.quoted(source.pattern()),
                            source.input(),
                            source.archives() == Op.Copy.Archives.UNPACK ? " unpack" : "");
        }

        @Override
        public String inline(Op.Copy.Source.Inline source) {
            return "text %s %s".formatted(Fields.quoted(source.name()), Fields.quoted(source.content()));
        }
    }

    private static final class MountText implements RunMount.Cases<String> {
        @Override
        public String bind(RunMount.Bind mount) {
            return "bind %s of input %d at %s%s"
                    .formatted(
                            Fields.quoted(mount.source()),
                            mount.input(),
                            Fields.quoted(mount.target()),
                            mount.readWrite() ? " writable" : "");
        }

        @Override
        public String cache(RunMount.Cache mount) {
            String seed = mount.seedInput() == RunMount.NO_SEED
                    ? ""
                    : " seed %s of input %d".formatted(Fields.quoted(mount.seedSource()), mount.seedInput());
            return "cache %s at %s %s%s%s%s"
                    .formatted(
                            Fields.quoted(mount.id()),
                            Fields.quoted(mount.target()),
                            word(mount.sharing()),
                            mount.readOnly() ? " read-only" : "",
                            seed,
                            owner(mount.mode(), mount.uid(), mount.gid()));
        }

        @Override
        public String tmpfs(RunMount.Tmpfs mount) {
            return "tmpfs at " + Fields.quoted(mount.target())
                    + (mount.sizeBytes() == 0 ? "" : " of " + mount.sizeBytes() + " bytes");
        }

        @Override
        public String secret(RunMount.Secret mount) {
            return "secret %s%s%s%s%s"
                    .formatted(
                            Fields.quoted(mount.id()),
                            mount.target().isEmpty() ? "" : " at " + Fields.quoted(mount.target()),
                            mount.env().isEmpty() ? "" : " as variable " + mount.env(),
                            mount.required() ? " required" : "",
                            owner(mount.mode(), mount.uid(), mount.gid()));
        }

        @Override
        public String ssh(RunMount.Ssh mount) {
            return "ssh %s at %s%s%s"
                    .formatted(
                            Fields.quoted(mount.id()),
                            Fields.quoted(mount.target()),
                            mount.required() ? " required" : "",
                            owner(mount.mode(), mount.uid(), mount.gid()));
        }

        private static String owner(int mode, long uid, long gid) {
            String text = mode == RunMount.ABSENT ? "" : " mode %04o".formatted(mode);
            text += uid == RunMount.ABSENT ? "" : " uid " + uid;
            return text + (gid == RunMount.ABSENT ? "" : " gid " + gid);
        }
    }
}
