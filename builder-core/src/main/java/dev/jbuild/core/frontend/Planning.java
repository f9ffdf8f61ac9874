package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.frontend.FrontendRequest.PlatformChoice;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex.CachePolicy;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.grammar.check.CheckSettings;
import dev.jbuild.grammar.check.Checks;
import dev.jbuild.grammar.syntax.Directive;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Lookup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the readers of instructions share while one plan is made. Used by one thread. */
final class Planning {

    private static final String CHECK_ARG = "BUILDKIT_DOCKERFILE_CHECK";

    final FrontendRequest request;
    final Findings findings;
    final Checks checks;
    final CheckSettings settings;
    final Warnings warnings;
    final Purpose purpose;
    final GlobalScope globals;
    final StageNames names;
    final BaseImages images;
    final Outliner outliner;
    final StageBudget budget = new StageBudget();
    final PlanBuilder plan = new PlanBuilder();
    private final Map<Integer, VertexId> roots = new HashMap<>();
    private final Map<Integer, StageState> states = new HashMap<>();
    private StagesUpon upon = StagesUpon.NONE;

    /** What the plan is for. */
    enum Purpose {
        BUILD,
        /** A look at the target: what cannot be looked up is no mistake of the file, and repositories are not asked. */
        OUTLINE,
        /** The same at all stages, if no target is asked for. */
        CHECK
    }

    Planning(FrontendRequest request, List<FileStage> files, Purpose purpose) {
        this.request = request;
        this.purpose = purpose;
        this.findings = new Findings(request.dockerfile().source());
        this.settings = settings(request, findings);
        this.checks = new Checks(settings);
        this.warnings = new Warnings(checks);
        this.outliner = new Outliner();
        this.globals = GlobalScope.of(request, findings, outliner);
        this.names = new StageNames(files, request.contexts());
        this.images = new BaseImages(request.images(), request.executor(), findings);
    }

    /** What the user says counts in place of what the file says. */
    private static CheckSettings settings(FrontendRequest request, Findings findings) {
        String given = request.buildArgs().get(CHECK_ARG);
        if (given != null) {
            return settings(() -> CheckSettings.parse(given), Span.at(1, 1), findings);
        }
        for (Directive directive : request.dockerfile().directives()) {
            if (directive.name().equals("check")) {
                return settings(() -> CheckSettings.ofDirective(directive.value()), directive.span(), findings);
            }
        }
        return CheckSettings.defaults();
    }

    private static CheckSettings settings(Supplier<CheckSettings> reading, Span span, Findings findings) {
        return findings.attempt(
                () -> {
                    try {
                        return reading.get();
                    } catch (IllegalArgumentException e) {
                        throw InstructionException.invalid(String.valueOf(e.getMessage()), span);
                    }
                },
                CheckSettings.defaults());
    }

    /** Says which stages are going to be planned; only of those that others begin with is more kept than their files. */
    void expect(StagesUpon upon) {
        this.upon = upon;
    }

    void finish(StageState stage) {
        int index = stage.stage.index();
        roots.put(index, stage.rootfs);
        if (upon.needs(index)) {
            states.put(index, stage);
        }
    }

    /** A stage that is finished. */
    StageState finished(int stage) {
        StageState state = states.get(stage);
        if (state == null) {
            throw new IllegalStateException("stage " + stage + " is asked for before it is planned, or after its end");
        }
        return state;
    }

    /** The state of a stage upon another, which is given up if no other stage needs it. */
    StageState begin(Stage stage, int base) {
        StageState state = finished(base);
        upon.began(base);
        if (!upon.needs(base)) {
            states.remove(base);
            return StageState.inPlaceOf(stage, state);
        }
        budget.take(state.size(), stage.file().from().origin().span());
        return StageState.onStage(stage, state);
    }

    Substitution substitution(StageState stage, Placed placed) {
        return new Substitution(
                Lookup.of(stage.env),
                placed,
                budget,
                (name, span) -> warnings.undefinedVariable(name, stage, placed, span));
    }

    /** How the stage's vertices are called; nothing if no other stage could be meant. */
    String label(StageState stage) {
        FileStage file = stage.stage.file();
        return names.count() == 1 && file.from().name().isEmpty() ? "" : file.label();
    }

    /** Whether records may answer for the stage's RUNs and copies. */
    CachePolicy cachePolicy(StageState stage) {
        return request.noCache().covers(stage.stage.file().label()) ? CachePolicy.IGNORE : CachePolicy.USE;
    }

    /** The tree that {@code from} names, for an instruction of a stage. */
    VertexId tree(String from, Placed placed, Span own) {
        Span span = placed.at(own);
        return names.find(from, request.platform(), span).match(new TreeSource.Cases<VertexId>() {
            @Override
            public VertexId empty(TreeSource.Empty source) {
                return scratch();
            }

            @Override
            public VertexId stage(TreeSource.OfStage source) {
                VertexId rootfs = roots.get(source.index());
                if (rootfs == null) {
                    throw InstructionException.invalid(
                                    "stage \"%s\" is defined below, so nothing can be taken from it here"
                                            .formatted(from),
                                    span)
                            .withHint("move that stage above this one");
                }
                return rootfs;
            }

            @Override
            public VertexId image(TreeSource.OfImage source) {
                return imageOrStandIn(source.name(), span);
            }

            @Override
            public VertexId context(TreeSource.OfContext source) {
                return Planning.this.context(source.name());
            }
        });
    }

    private VertexId imageOrStandIn(String name, Span span) {
        try {
            return image(name, request.platform(), request.platformChoice(), span)
                    .vertex();
        } catch (BuildException e) {
            if (purpose == Purpose.BUILD) {
                findings.add(
                        e,
                        "\"%s\" is no stage%s, and no image: %s"
                                .formatted(name, names.stageMeant(name), e.getMessage()),
                        span);
            }
            return scratch();
        }
    }

    VertexId scratch() {
        return plan.internal(new Op.Scratch(), "FROM scratch");
    }

    /** The files of a context; the main one is "". */
    VertexId context(String name) {
        String text = name.isEmpty() ? "load build context" : "load build context " + name;
        return plan.internal(new Op.LocalSource(name), text);
    }

    /** An image that was found, and its vertex. */
    record FoundImage(ResolvedImage image, VertexId vertex) {}

    /** Whether somebody asks for the platform of a stage: the user, or its FROM. */
    PlatformChoice choice(Stage stage) {
        return stage.file().from().platform().isEmpty() ? request.platformChoice() : PlatformChoice.EXPLICIT;
    }

    FoundImage image(String name, Platform platform, PlatformChoice choice, Span span) {
        ResolvedImage image = images.resolve(name, platform, choice, span);
        ImageReference reference = image.reference();
        Op.Image op = new Op.Image(
                reference, image.manifestDescriptor().digest(), image.config().platform(), image.diffIds());
        String digest = image.manifestDescriptor().digest().algorithm().id() + ":"
                + image.manifestDescriptor().digest().shortHex();
        String text = "FROM "
                + new ImageReference(reference.registry(), reference.repository(), reference.tag(), null).familiar();
        return new FoundImage(image, plan.image(op, text + "@" + digest, span));
    }
}
