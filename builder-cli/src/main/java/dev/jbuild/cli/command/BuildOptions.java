package dev.jbuild.cli.command;

import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.RuntimeChoice;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.settings.Setting;
import dev.jbuild.cli.settings.SettingCheck;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.Annotations;
import dev.jbuild.core.frontend.FrontendRequest;
import dev.jbuild.core.frontend.NoCache;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The options of {@code build} that say what is built; read from the command line and the environment. */
final class BuildOptions {
    private static final String EPOCH = SourceEpoch.NAME;

    private final ParseResult options;
    private final Console console;
    private @Nullable String epoch; // when it was found out

    BuildOptions(ParseResult options, Console console) {
        this.options = options;
        this.console = console;
    }

    static CommandSpec spec() {
        Options options = Options.of(
                        "Builds an image from a Dockerfile and the files of a context.",
                        "Without -o the image goes into the store. See also: jbuild run, jbuild images, jbuild logs.")
                .values("REFERENCE", "the image's reference in the store, name[:tag]; repeatable", "-t", "--tag")
                .value("FILE", "the Dockerfile (default: CONTEXT/Dockerfile); - for standard input", "-f", "--file")
                .value("STAGE", "build this stage, by name or number, instead of the last", "--target")
                .values("NAME[=VALUE]", "set a variable of ARG; without a value, the environment's", "--build-arg")
                .values("NAME=VALUE", "put a label on the image", "--label")
                .values("[PLACE:]NAME=VALUE", "annotate the manifest or another place of the outputs", "--annotation")
                .values(
                        "SPEC", "where the image goes: type=oci|docker|tar|local|image|registry|cacheonly,dest=PATH|-",
                        "-o", "--output")
                .flag("send the image to the registry of its name, as -o type=registry does", "--push")
                .flag("build twice in different surroundings, and fail when the images differ", "--reproducible")
                .flag("give the image to docker or podman; to the store where neither works", "--load")
                .value("WHAT", "say how the image was built: min, max or fields (default: nothing)", "--provenance")
                .optional("true|false", "list the packages that the image has, as SPDX", "--sbom")
                .values("type=TYPE[,…]", "the same as fields: type=provenance,mode=max or type=sbom", "--attest")
                .flag("ask the registry for newer base images", "--pull")
                .registries()
                .values(
                        "PLATFORMS",
                        "what the image is for, os/arch[/variant]; several make an index of images",
                        "--platform")
                .values(
                        "NAME=PLACE",
                        "one more context, for --from=NAME and FROM NAME: as CONTEXT, docker-image://NAME or oci-layout://PATH",
                        "--build-context")
                .value(
                        "MODE",
                        "what of files counts: full (default), or git: what git keeps of them",
                        ContextMode.OPTION)
                .values("SPEC", "a secret for RUN --mount=type=secret: id=ID[,src=FILE|,env=NAME]", "--secret")
                .values("SPEC", "an agent for RUN --mount=type=ssh: default, or ID=SOCKET, or ID=KEY[,KEY]", "--ssh")
                .values("WHAT", "allow more than the default: " + Allowances.KINDS, "--allow")
                .value("NETWORK", "of RUN: host (default), none, or private: out of reach of the host", "--network")
                .value("RUNTIME", "what runs RUNs: " + RuntimeChoice.KINDS, RuntimeChoice.OPTION)
                .values("HOST:IP", "a line of /etc/hosts for RUN; host-gateway is the host's address", "--add-host")
                .value("FILE", "write the image ID there, of several platforms the digest of their index", "--iidfile")
                .value("FILE", "write digests and names as JSON there", "--metadata-file")
                .flag("print the image ID only", "-q", "--quiet")
                .value("WHAT", "shell: open a shell where a RUN failed; stop (default)", "--on-error")
                .flag("run every step, whatever is cached", "--no-cache")
                .values("STAGES", "run every step of these stages", "--no-cache-filter")
                .flag("leave no container of a step behind, as is always done", "--rm")
                .flag("leave no container of a step that fails behind, as is always done", "--force-rm")
                .flag("send the context compressed: there is nobody to whom it would be sent", "--compress")
                .flag("say of every step that is not cached what changed, field by field", "--explain")
                .flag("look for what is unwise in the Dockerfile, and build nothing", "--check")
                .value("METHOD", "answer and build nothing: check, outline or targets[,format=json]", "--call")
                .value("FORMAT", "of what --check and --call answer: text (default) or json", "--format")
                .flag("say what would run, and run nothing; exit code 10 when something would", "--dry-run")
                .value("HOW", "auto (default), plain, tty or quiet", "--progress")
                .number("N", "how many RUNs at once", "--max-parallelism")
                .parameter(
                        0,
                        "CONTEXT",
                        "a directory, a repository, a URL, or - for standard input (a tar or a Dockerfile)");
        return ResourceOptions.add(options, "each RUN").spec();
    }

    /** What the frontend is asked for, on top of what the builder has. */
    void apply(FrontendRequest.Builder request) {
        Options.text(options, "--target").ifPresent(request::target);
        List<Platform> platforms = platforms();
        if (platforms.size() == 1) {
            request.platform(platforms.get(0));
        }
        request.buildArgs(buildArgs())
                .labels(labels())
                .noCache(noCache())
                .network(network())
                .allowed(Allowances.parse(Options.texts(options, "--allow")))
                .surroundings(new Op.Run.Surroundings("", extraHosts(), List.of(), ResourceOptions.planned(options)));
    }

    /** What the image is for, in the order given; empty when nothing was. */
    List<Platform> platforms() {
        List<String> texts = Options.texts(options, "--platform");
        return texts.isEmpty()
                ? Wiring.of(console).settings().platformIfAny().map(List::of).orElse(List.of())
                : Platforms.parseAll(texts);
    }

    /** What {@code --build-arg} gives, by name. */
    Map<String, String> buildArgs() {
        Map<String, String> values = new TreeMap<>();
        console.variable(EPOCH).ifPresent(value -> values.put(EPOCH, value));
        for (String arg : Options.texts(options, "--build-arg")) {
            int equals = arg.indexOf('=');
            if (equals == 0 || arg.isEmpty()) {
                throw wrong("--build-arg", arg, "NAME=VALUE or NAME");
            }
            if (equals > 0) {
                values.put(arg.substring(0, equals), arg.substring(equals + 1));
            } else if (console.env().containsKey(arg)) {
                values.put(arg, console.env().get(arg));
            }
        }
        if (epoch != null) {
            values.put(EPOCH, epoch);
        }
        return values;
    }

    /** What {@code --label} puts on the image. */
    Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        for (String label : Options.texts(options, "--label")) {
            int equals = label.indexOf('=');
            if (equals == 0 || label.isEmpty()) {
                throw wrong("--label", label, "NAME=VALUE");
            }
            labels.put(equals < 0 ? label : label.substring(0, equals), equals < 0 ? "" : label.substring(equals + 1));
        }
        return labels;
    }

    private NoCache noCache() {
        if (Options.isSet(options, "--no-cache")) {
            return NoCache.ALL;
        }
        Set<String> stages = new HashSet<>();
        Options.texts(options, "--no-cache-filter").forEach(text -> stages.addAll(List.of(text.split(","))));
        stages.removeIf(String::isBlank);
        return new NoCache.Stages(stages);
    }

    private Op.Run.Network network() {
        String network = Options.text(options, "--network")
                .or(() -> Wiring.of(console).settings().text(Setting.NETWORK))
                .orElse("default");
        return switch (network) {
            case "default" -> Op.Run.Network.DEFAULT;
            case "host" -> Op.Run.Network.HOST;
            case "none" -> Op.Run.Network.NONE;
            case "private" -> Op.Run.Network.PRIVATE;
            default -> throw SettingCheck.wrong(Setting.NETWORK, network, Setting.NETWORK.option());
        };
    }

    /** Whether a shell is wanted where a RUN failed. */
    boolean opensShell() {
        String what = Options.text(options, "--on-error").orElse("stop");
        if (!what.equals("shell") && !what.equals("stop")) {
            throw wrong("--on-error", what, "shell or stop");
        }
        return what.equals("shell");
    }

    /** Limits of RUNs that are in no key. */
    ProcessSpec.Limits limits() {
        return ResourceOptions.ofMachine(options);
    }

    private List<Op.Run.ExtraHost> extraHosts() {
        List<Op.Run.ExtraHost> hosts = new ArrayList<>();
        for (String text : Options.texts(options, "--add-host")) {
            hosts.add(ExtraHosts.parse(text));
        }
        return hosts;
    }

    List<ImageReference> tags() {
        List<ImageReference> tags = new ArrayList<>();
        Options.texts(options, "--tag").forEach(tag -> tags.add(StoredImages.newReference(tag)));
        return tags;
    }

    /** What {@code --annotation} says, for every output that is an image. */
    Annotations annotations() {
        Annotations all = Annotations.NONE;
        for (String text : Options.texts(options, "--annotation")) {
            all = all.and(Annotations.ofFlag(text));
        }
        return all;
    }

    /** Whether anything is to be claimed of the image; costs less than asking what. */
    boolean isAttested() {
        return text("--sbom").isPresent()
                || text("--provenance").isPresent()
                || !texts("--attest").isEmpty();
    }

    ParseResult parsed() {
        return options;
    }

    List<OutputSpec> outputs() {
        List<OutputSpec> outputs = new ArrayList<>();
        Options.texts(options, "--output").forEach(text -> outputs.add(OutputSpec.parse(text)));
        if (isSet("--push")) {
            outputs.add(new OutputSpec("registry", Map.of()));
        }
        if (isSet("--load")) {
            outputs.add(new OutputSpec("docker", Map.of()));
        }
        List<ImageReference> tags = tags();
        outputs.replaceAll(output -> output.pushedAs(tags));
        return outputs;
    }

    /** Says what SOURCE_DATE_EPOCH is in seconds, whatever was given; empty for nothing. */
    void setEpoch(String seconds) {
        epoch = seconds;
    }

    /** SOURCE_DATE_EPOCH, from --build-arg or the environment, or as it was found out. */
    Optional<Instant> sourceDateEpoch() {
        Optional<String> text = Optional.ofNullable(buildArgs().get(EPOCH)).filter(value -> !value.isEmpty());
        try {
            return text.map(Long::parseLong).map(Instant::ofEpochSecond);
        } catch (NumberFormatException e) {
            throw wrong(EPOCH, text.orElse(""), "seconds since the epoch");
        }
    }

    Optional<String> text(String name) {
        return Options.text(options, name);
    }

    List<String> texts(String name) {
        return Options.texts(options, name);
    }

    boolean isSet(String name) {
        return Options.isSet(options, name);
    }

    Optional<Integer> number(String name) {
        return options.number(name);
    }

    /** True when the context or the Dockerfile is read from what is open already, and so once only. */
    boolean readsOnce() {
        String file = text("--file").orElse("");
        return context().equals("-")
                || file.equals("-")
                || Descriptors.number(file).isPresent();
    }

    /** The agents that are forwarded: the user's own too when the context is reached by SSH. */
    List<String> agents() {
        return ForwardedAgents.asked(texts("--ssh"), context(), console);
    }

    /** What of the build arguments is for the builder. */
    BuilderArgs builderArgs() {
        return new BuilderArgs(buildArgs());
    }

    String context() {
        return Options.parameter(options, 0);
    }

    /** What carries commands out. */
    RuntimeChoice runtime() {
        return RuntimeChoice.of(Options.text(options, RuntimeChoice.OPTION), console);
    }

    static BuildException wrong(String option, String got, String want) {
        return BuildException.of(ErrorCode.USAGE, "got %s \"%s\", want %s".formatted(option, got, want));
    }
}
