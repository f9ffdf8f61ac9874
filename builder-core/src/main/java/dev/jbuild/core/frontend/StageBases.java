package dev.jbuild.core.frontend;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex.CachePolicy;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.source.ImageSource.ResolvedImage;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stages begin with: the triggers that their bases have for them, and the state that they take over. */
final class StageBases {

    private final Planning planning;
    private final StageGraph graph;

    StageBases(Planning planning, StageGraph graph) {
        this.planning = planning;
        this.graph = graph;
    }

    /** The triggers of a stage's base; none for a stage whose place a context takes. */
    List<Placed> triggers(Stage stage) {
        if (stage.content() == Stage.Content.CONTEXT) {
            return List.of();
        }
        return stage.base().match(new TreeSource.Cases<List<Placed>>() {
            @Override
            public List<Placed> empty(TreeSource.Empty source) {
                return List.of();
            }

            @Override
            public List<Placed> stage(TreeSource.OfStage source) {
                List<Placed> triggers = new ArrayList<>();
                for (Placed placed : graph.instructions(source.index())) {
                    if (placed.instruction() instanceof Instruction.Onbuild onbuild) {
                        onbuild.trigger().ifPresent(trigger -> triggers.add(Placed.inFile(trigger)));
                    }
                }
                return triggers;
            }

            @Override
            public List<Placed> image(TreeSource.OfImage source) {
                return triggers(source, stage);
            }

            @Override
            public List<Placed> context(TreeSource.OfContext source) {
                return List.of();
            }
        });
    }

    private List<Placed> triggers(TreeSource.OfImage source, Stage stage) {
        Instruction.From from = stage.file().from();
        Optional<ResolvedImage> image = look(source, stage);
        List<Placed> triggers = new ArrayList<>();
        for (String trigger :
                image.map(found -> found.config().config().onBuild()).orElse(List.of())) {
            triggers.add(Placed.inImage(
                    Triggers.parse(trigger, source.name(), from.image().span()), from));
        }
        return triggers;
    }

    /** The state of a stage before its first instruction. */
    StageState begin(Stage stage) {
        if (stage.content() == Stage.Content.BASELESS) {
            return unknown(stage);
        }
        return stage.base().match(new TreeSource.Cases<StageState>() {
            @Override
            public StageState empty(TreeSource.Empty source) {
                return nothing(stage);
            }

            @Override
            public StageState stage(TreeSource.OfStage source) {
                return onStage(stage, source.index());
            }

            @Override
            public StageState image(TreeSource.OfImage source) {
                return look(source, stage).isPresent() ? onImage(stage, source) : unknown(stage);
            }

            @Override
            public StageState context(TreeSource.OfContext source) {
                return onContext(stage, source);
            }
        });
    }

    /** The image that a stage begins with; empty if there is no such image, which is a finding if the stage is to be built. */
    private Optional<ResolvedImage> look(TreeSource.OfImage source, Stage stage) {
        Span span = stage.file().from().image().span();
        try {
            return Optional.of(planning.images.resolve(source.name(), stage.platform(), planning.choice(stage), span));
        } catch (InstructionException e) {
            planning.findings.add(e);
            return Optional.empty();
        } catch (BuildException e) {
            if (planning.purpose == Planning.Purpose.BUILD) {
                String text = e.getMessage() + planning.names.stageMeant(source.name());
                planning.findings.add(e, text, span);
            }
            return Optional.empty();
        }
    }

    private StageState nothing(Stage stage) {
        ImageConfig scratch = new ImageConfig(null, "", stage.platform(), ContainerConfig.EMPTY, List.of(), List.of());
        return StageState.empty(stage, scratch, planning.scratch());
    }

    private StageState unknown(Stage stage) {
        StageState state = nothing(stage);
        state.knowledge = StageState.Knowledge.WITHOUT_BASE;
        return state;
    }

    private StageState onStage(Stage stage, int base) {
        return planning.findings
                .attempt(() -> Optional.of(planning.begin(stage, base)), Optional.<StageState>empty())
                .orElseGet(() -> unknown(stage));
    }

    private StageState onImage(Stage stage, TreeSource.OfImage source) {
        Span span = stage.file().from().image().span();
        Planning.FoundImage found = planning.image(source.name(), stage.platform(), planning.choice(stage), span);
        ImageConfig config = found.image().config();
        planning.warnings.basePlatform(source.name(), stage, config.platform(), span);
        boolean asked = planning.choice(stage) == FrontendRequest.PlatformChoice.EXPLICIT;
        Platform platform = asked ? stage.platform() : config.platform();
        return StageState.onImage(stage, config, platform, found.vertex());
    }

    /** A stage that begins with the files of a context: they are its first layer. */
    private StageState onContext(Stage stage, TreeSource.OfContext source) {
        StageState state = nothing(stage);
        Inputs inputs = new Inputs(state.rootfs);
        int input = inputs.add(planning.context(source.name()));
        Op op = new Op.Copy(
                List.of(new Op.Copy.Source.Files(input, "/", Op.Copy.Archives.KEEP)),
                "/",
                true,
                "",
                "",
                Op.Copy.Linking.ONTO_ROOTFS,
                Op.Copy.Parents.DROP,
                List.of());
        Placed from = Placed.inFile(stage.file().from());
        VertexId vertex = planning.plan.step(op, inputs, planning.label(state), from, from.text(), CachePolicy.USE);
        state.record(vertex, "COPY / / # buildkit");
        return state;
    }
}
