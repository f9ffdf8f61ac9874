package dev.jbuild.core.build;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.frontend.Frontend;
import dev.jbuild.core.frontend.FrontendRequest;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.grammar.Dockerfile;
import dev.jbuild.grammar.DockerfileParser;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.text.SourceText;
import java.util.List;
import java.util.Set;

/** Instructions that are applied to a config without a build: {@code --change} of import and commit. */
public final class ConfigChanges {
    private static final Set<Class<? extends Instruction>> REFUSED = Set.of(
            Instruction.From.class,
            Instruction.Arg.class,
            Instruction.Run.class,
            Instruction.Copy.class,
            Instruction.Add.class);

    private ConfigChanges() {}

    /** The config that these instructions give, one after the other, on an image without any. */
    public static ContainerConfig apply(Platform platform, List<String> instructions) {
        if (instructions.isEmpty()) {
            return ContainerConfig.EMPTY;
        }
        String text = "FROM scratch\n" + String.join("\n", instructions) + "\n";
        Dockerfile file = DockerfileParser.parse(SourceText.of("--change", text));
        file.instructions().stream().skip(1).forEach(ConfigChanges::check);
        FrontendRequest request = FrontendRequest.of(file, new Nothing(), new Nothing())
                .platform(platform)
                .build();
        return Frontend.plan(request).targets().get(0).image().config();
    }

    /** What a file without images and repositories asks for. */
    private static final class Nothing implements ImageSource, GitSource {
        @Override
        public ResolvedImage resolve(ImageReference reference, Platform platform) {
            throw new IllegalStateException("nothing here names an image");
        }

        @Override
        public List<LayerIndex> fetchLayers(ResolvedImage image) {
            throw new IllegalStateException("nothing here names an image");
        }

        @Override
        public String resolve(GitReference reference) {
            throw new IllegalStateException("nothing here names a repository");
        }

        @Override
        public Checkout checkOut(GitReference reference, String commit) {
            throw new IllegalStateException("nothing here names a repository");
        }
    }

    private static void check(Instruction instruction) {
        if (REFUSED.contains(instruction.getClass())) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "got %s in --change, want an instruction that changes the config only"
                                    .formatted(instruction
                                            .getClass()
                                            .getSimpleName()
                                            .toUpperCase(java.util.Locale.ROOT)))
                    .withHint("use CMD, ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, SHELL, STOPSIGNAL, USER, "
                            + "VOLUME or WORKDIR");
        }
    }
}
