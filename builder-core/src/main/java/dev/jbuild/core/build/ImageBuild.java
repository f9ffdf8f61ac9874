package dev.jbuild.core.build;

import dev.jbuild.core.attest.BuiltFrom;
import dev.jbuild.core.error.SourceLocation;
import dev.jbuild.core.export.Exporter;
import dev.jbuild.core.export.PackagedImage;
import dev.jbuild.core.frontend.Frontend;
import dev.jbuild.core.frontend.FrontendRequest;
import dev.jbuild.core.image.Assembly;
import dev.jbuild.core.image.Attestation;
import dev.jbuild.core.image.Image;
import dev.jbuild.core.image.ImageAssembler;
import dev.jbuild.core.image.ImageReader;
import dev.jbuild.core.image.ImageSet;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.progress.ProgressEvent.PlanKnown;
import dev.jbuild.core.solver.Solution;
import dev.jbuild.core.solver.SolveRequest;
import dev.jbuild.core.solver.Solver;
import dev.jbuild.core.solver.Stages;
import dev.jbuild.core.solver.StepInput;
import dev.jbuild.core.store.CacheRecord;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.grammar.text.Problem;
import dev.jbuild.grammar.text.SourceText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The facade: from a Dockerfile to an image in the store and in its outputs, in one call. When {@link #run} returns, everything is
 * durable. Thread-safe; the caller closes the store.
 */
public final class ImageBuild {
    private final BuildPorts ports;

    public ImageBuild(BuildPorts ports) {
        this.ports = ports;
    }

    /** Builds. Failures of the user's or the machine's are BuildExceptions, wrong Dockerfiles also SyntaxExceptions. */
    public BuildResult run(BuildRequest request) throws IOException {
        BuildPlan plan = plan(request);
        try (LoggedBuild log = LoggedBuild.begin(ports, request)) {
            return log.watch(() -> run(plan, request));
        }
    }

    private BuildResult run(BuildPlan plan, BuildRequest request) throws IOException {
        try (StepStates states = new StepStates(plan, ports)) {
            return finish(plan, Stages.await(solver().solve(solveRequest(plan, request, states))), request);
        }
    }

    private BuildResult finish(BuildPlan plan, Solution solution, BuildRequest request) throws IOException {
        ImageSet images = images(plan, solution, request);
        Outputs outputs = new Outputs(ports, request, plan.vertices().size());
        List<Exporter.Exported> exported = outputs.write(images);
        PackagedImage kept = request.keeping() == null ? null : outputs.keep(images, request.keeping());
        ports.store().publish(); // nothing is left to sync when the image had its name already
        return new BuildResult(images, solution.ran(), solution.cached(), kept, exported);
    }

    /** Says what a build would do; runs nothing and changes nothing. */
    public PlannedForecast forecast(BuildRequest request) throws IOException {
        BuildPlan plan = plan(request);
        return new PlannedForecast(plan, Stages.await(solver().forecast(solveRequest(plan, request, left -> {}))));
    }

    private BuildPlan plan(BuildRequest request) {
        BuildPlan plan = request.platforms().isEmpty()
                ? Frontend.plan(request.frontend())
                : BuildPlan.merged(plans(request.frontend(), request.platforms()));
        request.progress().accept(new PlanKnown(ports.settings().clock().instant(), plan));
        return plan;
    }

    /** One for each platform; a warning that all of them give is given once. */
    private static List<BuildPlan> plans(FrontendRequest frontend, List<Platform> platforms) {
        Set<Problem> told = new HashSet<>();
        Consumer<Problem> warnings = problem -> {
            if (told.add(problem)) {
                frontend.warnings().accept(problem);
            }
        };
        return platforms.stream()
                .map(platform -> Frontend.plan(frontend.forPlatform(platform, warnings)))
                .toList();
    }

    private Solver solver() {
        return new Solver(ports.store(), ports.steps(), ports.settings());
    }

    private static SolveRequest solveRequest(
            BuildPlan plan, BuildRequest request, Consumer<List<SolveRequest.LeftByStep>> left) {
        SourceText source = request.frontend().dockerfile().source();
        return new SolveRequest(
                plan,
                request.context(),
                source.name(),
                vertex -> place(source, vertex),
                request.cancellation(),
                request.progress(),
                left);
    }

    private static Optional<SourceLocation> place(SourceText source, Vertex vertex) {
        Vertex.Label label = vertex.label();
        return label.line() == 0
                ? Optional.empty()
                : Optional.of(SourceLocation.of(source, label.line(), label.endLine()));
    }

    private ImageSet images(BuildPlan plan, Solution solution, BuildRequest request) throws IOException {
        Map<VertexId, Assembly.StepLayer> steps = new HashMap<>();
        for (Map.Entry<VertexId, CacheRecord> record : solution.records().entrySet()) {
            CacheRecord made = record.getValue();
            steps.put(record.getKey(), new Assembly.StepLayer(made.layer(), made.time()));
        }
        ImageAssembler assembler = new ImageAssembler(ports.store().blobs());
        List<ImageSet.Built> built = new ArrayList<>();
        for (int i = 0; i < plan.targets().size(); i++) {
            StepInput.Layers layers = solution.targets().get(i);
            Map<DiffId, Descriptor> base = baseLayers(layers.baseIfAny());
            Image image = assembler.assemble(new Assembly(
                    plan.targets().get(i).image(),
                    layers.chain(),
                    base,
                    steps,
                    request.sourceDateEpochIfAny().orElse(null)));
            built.add(new ImageSet.Built(image, base.keySet(), claims(i, image, plan, solution, request)));
        }
        return new ImageSet(built, request.index());
    }

    private List<Attestation> claims(int target, Image image, BuildPlan plan, Solution solution, BuildRequest request)
            throws IOException {
        List<Attestation> claims = new ArrayList<>();
        if (!request.attesters().isEmpty()) {
            BuiltFrom from = new BuiltFrom(plan, target, downloads(solution), ownLayers(solution));
            for (Attester attester : request.attesters()) {
                claims.add(attester.attest(image, from));
            }
        }
        return claims;
    }

    /** A file of a URL is a layer that has it alone. */
    private Map<VertexId, Digest> downloads(Solution solution) throws IOException {
        Map<VertexId, Digest> files = new HashMap<>();
        for (Map.Entry<VertexId, CacheRecord> record : solution.downloads().entrySet()) {
            Optional<LayerIndex> index =
                    ports.store().layers().index(record.getValue().layerIfAny().orElseThrow());
            for (LayerEntry entry : index.orElse(LayerIndex.EMPTY).entries()) {
                if (entry instanceof LayerEntry.Present present
                        && present.entry() instanceof TreeEntry.RegularFile file) {
                    files.put(record.getKey(), file.content());
                }
            }
        }
        return files;
    }

    private Map<VertexId, Descriptor> ownLayers(Solution solution) throws IOException {
        Map<VertexId, Descriptor> layers = new HashMap<>();
        for (Map.Entry<VertexId, CacheRecord> record : solution.records().entrySet()) {
            DiffId layer = record.getValue().layer();
            OptionalLong size =
                    layer == null ? OptionalLong.empty() : ports.store().blobs().sizeBytes(layer.digest());
            if (layer != null && size.isPresent()) {
                layers.put(record.getKey(), new Descriptor(MediaType.OCI_LAYER, layer.digest(), size.getAsLong()));
            }
        }
        return layers;
    }

    private Map<DiffId, Descriptor> baseLayers(Optional<Op.Image> base) throws IOException {
        if (base.isEmpty()) {
            return Map.of();
        }
        List<Descriptor> descriptors = new ImageReader(ports.store().blobs())
                .manifest(base.get().manifest())
                .layers();
        Map<DiffId, Descriptor> layers = new HashMap<>();
        for (int i = 0; i < descriptors.size(); i++) {
            layers.put(base.get().layers().get(i), descriptors.get(i));
        }
        return layers;
    }
}
