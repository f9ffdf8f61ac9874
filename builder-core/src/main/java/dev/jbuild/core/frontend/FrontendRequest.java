package dev.jbuild.core.frontend;

import dev.jbuild.core.context.IgnoreRules;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.grammar.Dockerfile;
import dev.jbuild.grammar.text.Problem;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a plan is made from.
 *
 * @param target name or number of a stage; empty for the last one
 * @param buildArgs values that the user gives to ARGs
 * @param platform what the image is for
 * @param buildPlatform what this machine is
 * @param contexts named contexts; a name may end in {@code ::os/arch} to hold for one platform only
 * @param labels put on the image after those of the file
 * @param network of RUNs that name none
 * @param surroundings of every RUN
 * @param allowed what {@code --allow} lists, such as {@code security.insecure}
 * @param ignoreRules of the main context; for warnings only
 * @param executor where base images are looked up, all at once if it has the threads
 * @param warnings hears of what is right and yet unwise, in the order of the file
 */
public record FrontendRequest(
        Dockerfile dockerfile,
        String target,
        SortedMap<String, String> buildArgs,
        Platform platform,
        PlatformChoice platformChoice,
        Platform buildPlatform,
        Map<String, NamedContext> contexts,
        SortedMap<String, String> labels,
        Op.Run.Network network,
        NoCache noCache,
        Op.Run.Surroundings surroundings,
        Set<String> allowed,
        IgnoreRules ignoreRules,
        ImageSource images,
        GitSource git,
        Executor executor,
        Consumer<Problem> warnings) {

    /** Whether the user asked for the platform. */
    public enum PlatformChoice {
        /** The image is for it, whatever its base says. */
        EXPLICIT,
        /** The image is for what its base is for. */
        IMPLICIT
    }

    public FrontendRequest {
        Objects.requireNonNull(dockerfile, "dockerfile");
        buildArgs = Collections.unmodifiableSortedMap(new TreeMap<>(buildArgs));
        contexts = Map.copyOf(contexts);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        allowed = Set.copyOf(allowed);
    }

    /** The same for a platform that the user asks for, whose warnings go elsewhere. */
    public FrontendRequest forPlatform(Platform wanted, Consumer<Problem> otherWarnings) {
        return new FrontendRequest(
                dockerfile,
                target,
                buildArgs,
                wanted,
                PlatformChoice.EXPLICIT,
                buildPlatform,
                contexts,
                labels,
                network,
                noCache,
                surroundings,
                allowed,
                ignoreRules,
                images,
                git,
                executor,
                otherWarnings);
    }

    /** A request with defaults: this machine's platform, the last stage, nothing given. */
    public static Builder of(Dockerfile dockerfile, ImageSource images, GitSource git) {
        return new Builder(dockerfile, images, git);
    }

    /** Collects the fields; used by one thread. */
    public static final class Builder {
        private final Dockerfile dockerfile;
        private final ImageSource images;
        private final GitSource git;
        private String target = "";
        private SortedMap<String, String> buildArgs = new TreeMap<>();
        private Platform platform = Platform.host();
        private PlatformChoice platformChoice = PlatformChoice.IMPLICIT;
        private Platform buildPlatform = Platform.host();
        private Map<String, NamedContext> contexts = Map.of();
        private SortedMap<String, String> labels = new TreeMap<>();
        private Op.Run.Network network = Op.Run.Network.DEFAULT;
        private NoCache noCache = NoCache.NONE;
        private Op.Run.Surroundings surroundings = Op.Run.Surroundings.DEFAULT;
        private Set<String> allowed = Set.of();
        private IgnoreRules ignoreRules = IgnoreRules.NONE;
        private Executor executor = Runnable::run;
        private Consumer<Problem> warnings = problem -> {};

        private Builder(Dockerfile dockerfile, ImageSource images, GitSource git) {
            this.dockerfile = dockerfile;
            this.images = images;
            this.git = git;
        }

        public Builder target(String stage) {
            target = stage;
            return this;
        }

        public Builder buildArgs(Map<String, String> values) {
            buildArgs = new TreeMap<>(values);
            return this;
        }

        /** The platform that the user asks for. */
        public Builder platform(Platform wanted) {
            platform = wanted;
            platformChoice = PlatformChoice.EXPLICIT;
            return this;
        }

        public Builder buildPlatform(Platform machine) {
            buildPlatform = machine;
            if (platformChoice == PlatformChoice.IMPLICIT) {
                platform = machine;
            }
            return this;
        }

        public Builder contexts(Map<String, NamedContext> named) {
            contexts = named;
            return this;
        }

        public Builder labels(Map<String, String> values) {
            labels = new TreeMap<>(values);
            return this;
        }

        public Builder network(Op.Run.Network ofRuns) {
            network = ofRuns;
            return this;
        }

        public Builder noCache(NoCache stages) {
            noCache = stages;
            return this;
        }

        public Builder surroundings(Op.Run.Surroundings ofRuns) {
            surroundings = ofRuns;
            return this;
        }

        public Builder allowed(Set<String> entitlements) {
            allowed = entitlements;
            return this;
        }

        public Builder ignoreRules(IgnoreRules ofContext) {
            ignoreRules = ofContext;
            return this;
        }

        public Builder executor(Executor lookups) {
            executor = lookups;
            return this;
        }

        public Builder warnings(Consumer<Problem> sink) {
            warnings = sink;
            return this;
        }

        public FrontendRequest build() {
            return new FrontendRequest(
                    dockerfile,
                    target,
                    buildArgs,
                    platform,
                    platformChoice,
                    buildPlatform,
                    contexts,
                    labels,
                    network,
                    noCache,
                    surroundings,
                    allowed,
                    ignoreRules,
                    images,
                    git,
                    executor,
                    warnings);
        }
    }
}
