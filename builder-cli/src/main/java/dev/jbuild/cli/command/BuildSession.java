package dev.jbuild.cli.command;

import dev.jbuild.cache.image.LocalFirstImageSource;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ErrorPrinter;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.Reexecution;
import dev.jbuild.cli.Reexecution.AlreadyRead;
import dev.jbuild.cli.Remotes;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.progress.BuildProgress;
import dev.jbuild.core.build.BuildPorts;
import dev.jbuild.core.build.BuildRequest;
import dev.jbuild.core.build.BuildResult;
import dev.jbuild.core.build.ImageBuild;
import dev.jbuild.core.build.PlannedForecast;
import dev.jbuild.core.context.ContextOpener;
import dev.jbuild.core.context.DockerfileText;
import dev.jbuild.core.export.BuildMetadata;
import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.frontend.FrontendRequest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.progress.ProgressSink;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.solver.Cancellation;
import dev.jbuild.core.solver.Forecast;
import dev.jbuild.core.solver.SolverSettings;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.step.FailedSteps;
import dev.jbuild.core.step.StepTools;
import dev.jbuild.core.step.Steps;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.grammar.Dockerfile;
import dev.jbuild.grammar.DockerfileParser;
import dev.jbuild.grammar.syntax.Directive;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.SourceText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One build of the command line: its store, its contexts, its request. Used by one thread. */
final class BuildSession implements AutoCloseable, Answers.Questions {
    private final BuildOptions options;
    private final Wiring wiring;
    private final Console console;
    private final Cancellation cancellation;
    private final BuildStore store;
    private final Secrets secrets;
    private final ForwardedAgents agents;
    private final Supplier<Sandbox> sandbox;
    private final Remotes remotes;
    private final ContextPlaces places;
    private final ContextSet contexts;
    private final BuildAttesters attesters;
    private final List<Problem> warnings = new ArrayList<>();
    private String syntax = "";
    private @Nullable SourceText source; // decoded when it is first asked for

    private BuildSession(
            BuildOptions options, Wiring wiring, Console console, Cancellation cancellation, BuildStore store) {
        this.options = options;
        this.wiring = wiring;
        this.console = console;
        this.cancellation = cancellation;
        this.store = store;
        this.secrets = Secrets.parse(options.texts("--secret"), console);
        this.agents = agents(options, wiring, console, store);
        this.sandbox = wiring.sandboxOf(store, options.runtime());
        this.remotes = wiring.remotes(store, secrets, agents);
        this.places =
                new ContextPlaces(console, store, remotes, options.builderArgs().keptGit());
        this.attesters = new BuildAttesters(options, console, store, wiring);
        this.contexts = new ContextSet(
                places,
                new ContextOpener(wiring.directories(), store, console.in()),
                new LayoutContexts(store, wiring, console));
    }

    private static ForwardedAgents agents(BuildOptions options, Wiring wiring, Console console, BuildStore store) {
        return ForwardedAgents.parse(
                options.agents(), console, () -> store.layers().scratch("ssh"), wiring.waits());
    }

    /** Opens the store; the caller closes. */
    static BuildSession open(BuildOptions options, Wiring wiring, Console console, Cancellation cancellation)
            throws IOException {
        wiring.work().execute(OciJson::load);
        options.tags();
        options.runtime();
        ContextMode.isGit(options);
        options.opensShell();
        if (options.isAttested()) {
            Attestations.of(options);
        }
        if (options.isSet("--reproducible")) {
            Reproduction.check(options);
        }
        Secrets.parse(options.texts("--secret"), console);
        options.builderArgs().index(options.platforms());
        new BuildOutputs(options, console);
        BuildStore store = wiring.openStore();
        try {
            return new BuildSession(options, wiring, console, cancellation, store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Reads the Dockerfile, and opens the contexts; standard input is read if one of them is it. */
    BuildSession begin() throws IOException {
        contexts.openMain(options.context(), options.text("--file").orElse(""));
        contexts.openNamed(options.texts("--build-context"));
        if (options.buildArgs().containsKey(SourceEpoch.NAME) || source().text().contains(SourceEpoch.NAME)) {
            Dockerfile file = DockerfileParser.parseStages(source());
            Optional<String> epoch = new SourceEpoch(options, console, places, file).seconds();
            if (epoch.isPresent()) {
                options.setEpoch(epoch.get());
            }
        }
        return this;
    }

    BuildResult run(BuildProgress progress) throws IOException {
        FailedSteps failed = options.opensShell()
                ? new FailureShell(sandbox, console, progress, wiring.waits())
                : FailedSteps.UNSEEN;
        return build(failed).run(request(progress));
    }

    PlannedForecast forecast() throws IOException {
        return build(FailedSteps.UNSEEN).forecast(request(ProgressSink.NONE));
    }

    /** Does the whole build once more as root of a user namespace; returns the exit code. */
    int reexecute() throws IOException {
        AlreadyRead read = new AlreadyRead(contexts.standardInputAgain(), places.readDescriptors());
        return Reexecution.runAgain(store, wiring.storeRoot(), console, read);
    }

    /** True when the plan has commands that no record answers for. */
    boolean wouldRunCommands() throws IOException {
        PlannedForecast planned = forecast();
        return planned.forecast().lines().stream()
                .filter(line -> line.verdict() != Forecast.Verdict.HIT)
                .anyMatch(line -> planned.plan().vertex(line.vertex()).op() instanceof Op.Run);
    }

    /** Writes the file of --metadata-file, if it was asked for. */
    void writeMetadata(BuildResult result) {
        Optional<String> file = options.text("--metadata-file");
        if (file.isPresent()) {
            byte[] bytes = new BuildMetadata(
                            result.images(),
                            result.packaged(),
                            new BuildOutputs(options, console).names(),
                            store.lease().build())
                    .toBytes();
            HostFiles.write(console.path(file.get()), bytes, "the metadata");
        }
    }

    /** Prints what is right and yet unwise in the Dockerfile; all of it is known when {@link #run} has ended. */
    void printWarnings() {
        if (!warnings.isEmpty()) {
            new ErrorPrinter(console.err()).printWarnings(source(), warnings);
        }
        attesters.printNotes();
        printNotes();
    }

    /** Prints what of the arguments and directives has no effect on any build here. */
    void printNotes() {
        options.builderArgs().printNotes(syntax, console.err());
    }

    @Override
    public SourceText source() {
        SourceText known = source;
        if (known == null) {
            DockerfileText text = contexts.main().dockerfile();
            known = SourceText.decode(text.name(), text.bytes());
            source = known;
        }
        return known;
    }

    private ImageBuild build(FailedSteps failed) {
        StepTools tools = new StepTools(
                store,
                wiring.directories(),
                sandbox,
                new StepTools.Sources(images(), remotes, remotes, secrets, agents),
                ContextMode.over(options, console, contexts::files),
                options.limits(),
                wiring.work(),
                console.clock(),
                failed);
        int parallelism = options.number("--max-parallelism").orElseGet(SolverSettings::defaultParallelism);
        return new ImageBuild(new BuildPorts(
                store, Steps.of(tools), new SolverSettings(wiring.work(), console.clock(), parallelism, wiring.ids())));
    }

    private ImageSource images() {
        return contexts.before(wiring.images(
                store,
                options.isSet("--pull") ? LocalFirstImageSource.Pull.ALWAYS : LocalFirstImageSource.Pull.MISSING));
    }

    @Override
    public FrontendRequest frontend(Consumer<Problem> sink) {
        Dockerfile file = DockerfileParser.parseStages(source());
        for (Directive directive : file.directives()) {
            if (directive.name().equals("syntax")) {
                syntax = directive.value();
            }
        }
        FrontendRequest.Builder frontend = FrontendRequest.of(file, images(), remotes)
                .contexts(contexts.named())
                .executor(wiring.work())
                .ignoreRules(contexts.main().rules())
                .warnings(sink);
        options.apply(frontend);
        return frontend.build();
    }

    private List<Exporter> exporters(BuildOutputs outputs, ProgressSink progress) throws IOException {
        List<Exporter> exporters = new ArrayList<>();
        if (options.isSet("--reproducible") && progress != ProgressSink.NONE) {
            exporters.add(new Reproduction(
                    options, new Reproduction.Surroundings(options.parsed(), console, store, wiring), bases()));
        }
        exporters.addAll(outputs.exporters(store, wiring));
        return exporters;
    }

    /** The images that the plan names. */
    private Set<ImageReference> bases() throws IOException {
        Set<ImageReference> bases = new HashSet<>();
        for (Vertex vertex : forecast().plan().vertices()) {
            if (vertex.op() instanceof Op.Image image) {
                bases.add(image.reference());
            }
        }
        return bases;
    }

    private BuildRequest request(ProgressSink progress) throws IOException {
        BuildOutputs outputs = new BuildOutputs(options, console);
        List<Exporter> exporters = exporters(outputs, progress);
        warnings.clear();
        return new BuildRequest(
                frontend(warnings::add),
                options.platforms().size() > 1 ? options.platforms() : List.of(),
                options.builderArgs().index(options.platforms()),
                contexts.main().name(),
                options.tags(),
                outputs.keeping().orElse(null),
                attesters.of(source(), places),
                exporters,
                options.sourceDateEpoch().orElse(null),
                cancellation,
                progress);
    }

    @Override
    public void close() throws IOException {
        try (store;
                agents) {
            contexts.close();
        }
    }
}
