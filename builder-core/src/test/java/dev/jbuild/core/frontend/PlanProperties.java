package dev.jbuild.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.PlanText;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.plan.VertexId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of planning, over files of some stages. */
class PlanProperties {

    private static final List<String> LINES = List.of(
            "RUN make $A",
            "COPY . /src",
            "ENV A=1 B=$A",
            "ARG A=2",
            "WORKDIR sub",
            "USER app",
            "ADD x.tar /x",
            "EXPOSE 80",
            "SHELL [\"/bin/bash\", \"-c\"]",
            "RUN --mount=type=cache,target=/c make",
            "CMD [\"x\"]",
            "ONBUILD RUN triggered",
            "RUN <<EOF\necho $A\nEOF");

    /** The lines of each stage; a stage takes files from, or goes on from, the one before. */
    @Provide
    Arbitrary<List<List<String>>> stages() {
        Arbitrary<List<String>> lines = Arbitraries.of(LINES).list().ofMaxSize(6);
        Arbitrary<String> base = Arbitraries.of("FROM alpine", "FROM rich", "FROM scratch", "FROM before");
        Arbitrary<Boolean> copies = Arbitraries.of(true, false);
        return Combinators.combine(base, lines, copies)
                .as((from, body, copy) -> {
                    List<String> stage = new ArrayList<>(List.of(from));
                    stage.addAll(body);
                    if (copy) {
                        stage.add("COPY --from=before /a /b");
                    }
                    return stage;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Property(tries = 200)
    void stagesThatAreNotNeededChangeNothing(@ForAll("stages") List<List<String>> stages) {
        String needed = file(stages, "last");
        String unneeded = "FROM busybox AS unneeded\nRUN unneeded\nONBUILD RUN never\n";
        List<String> alone = ops(plan(needed, "last"));
        assertThat(ops(plan(unneeded + needed, "last"))).isEqualTo(alone);
        assertThat(ops(plan(needed + unneeded, "last"))).isEqualTo(alone);
    }

    @Property(tries = 200)
    void labelsChangeNoVertex(@ForAll("stages") List<List<String>> stages) {
        List<List<String>> labelled = stages.stream()
                .map(stage -> {
                    List<String> lines = new ArrayList<>();
                    stage.forEach(line -> lines.addAll(List.of(line, "LABEL at=\"" + lines.size() + " $A\"")));
                    return lines;
                })
                .toList();
        assertThat(ops(plan(file(labelled, "last"), "last"))).isEqualTo(ops(plan(file(stages, "last"), "last")));
    }

    @Property(tries = 200)
    void everyVertexIsNeededByTheTarget(@ForAll("stages") List<List<String>> stages) {
        BuildPlan plan = plan(file(stages, "last"), "");
        BitSet needed = new BitSet();
        needed.set(plan.targets().get(0).vertex().index());
        for (int i = plan.vertices().size() - 1; i >= 0; i--) {
            if (needed.get(i)) {
                plan.vertices().get(i).inputs().stream()
                        .mapToInt(VertexId::index)
                        .forEach(needed::set);
            }
        }
        assertThat(needed.cardinality()).isEqualTo(plan.vertices().size());
    }

    @Property(tries = 100)
    void positionsCountTheVerticesOfAStage(@ForAll("stages") List<List<String>> stages) {
        for (Vertex vertex : plan(file(stages, "last"), "").vertices()) {
            Vertex.Label label = vertex.label();
            assertThat(label.position()).isBetween(0, label.of());
        }
    }

    private static BuildPlan plan(String file, String target) {
        PlanCase plan = target.isEmpty() ? PlanCase.of(file) : PlanCase.of(file, "target " + target);
        return Frontend.plan(plan.request());
    }

    private static List<String> ops(BuildPlan plan) {
        return plan.vertices().stream().map(PlanText::of).toList();
    }

    private static String file(List<List<String>> stages, String lastName) {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < stages.size(); i++) {
            String before = i == 0 ? "alpine" : "stage" + (i - 1);
            String name = i == stages.size() - 1 ? lastName : "stage" + i;
            for (String line : stages.get(i)) {
                String text = line.replace("before", before);
                file.append(text.startsWith("FROM") ? text + " AS " + name : text)
                        .append('\n');
            }
        }
        return file.toString();
    }
}
