package dev.jbuild.core.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrontendCheckTest {

    private static final String TWO_WARNINGS = "FROM alpine AS Base\nCMD shell form\n";

    @Test
    void looksAtEveryStageWithoutATarget() {
        String file = TWO_WARNINGS + "FROM busybox\nWORKDIR x\n";
        assertThat(PlanCase.of(file).checkText()).isEqualTo("""
                        1:1 StageNameCasing: stage name "Base" should be lower case
                        2:1 JSONArgsRecommended: JSON arguments are recommended for CMD, so that signals reach the program
                        4:9 WorkdirRelativePath: relative workdir "x" depends on the working directory of the base image
                        """);
    }

    @Test
    void looksAtTheTargetAndItsNeeds() {
        String file = TWO_WARNINGS + "FROM busybox AS out\nRUN true\n";
        assertThat(PlanCase.of(file, "target out").checkText()).doesNotContain("JSONArgsRecommended");
        assertThat(PlanCase.of(file, "target base").checkText()).contains("JSONArgsRecommended");
    }

    @Test
    void skipsRulesByDirective() {
        assertThat(PlanCase.of("# check=skip=StageNameCasing\n" + TWO_WARNINGS).checkText())
                .startsWith("3:1 JSONArgsRecommended");
        assertThat(PlanCase.of("# check=skip=StageNameCasing,JSONArgsRecommended\n" + TWO_WARNINGS)
                        .checkText())
                .isEmpty();
        assertThat(PlanCase.of("# check=skip=all\n" + TWO_WARNINGS).checkText()).isEmpty();
        for (String nothing : List.of("RuleOfTomorrow", "stagenamecasing", "ALL", "all,any", "all, any")) {
            assertThat(PlanCase.of("# check=skip=" + nothing + "\n" + TWO_WARNINGS)
                            .checkText())
                    .hasLineCount(2);
        }
        assertThat(PlanCase.of("# check=skip=JSONArgsRecommended;skip=StageNameCasing\n" + TWO_WARNINGS)
                        .checkText())
                .startsWith("3:1 JSONArgsRecommended");
    }

    @Test
    void skipsRulesForOneInstruction() {
        String file = "FROM alpine AS Base\n# check=skip=JSONArgsRecommended\nCMD a\nFROM alpine\nCMD b\n";
        assertThat(PlanCase.of(file).checkText())
                .contains("1:1 StageNameCasing", "5:1 JSONArgsRecommended")
                .hasLineCount(2);
    }

    @Test
    void looksForExperimentalRulesOnRequestOnly() {
        String file = "FROM alpine\n# something\nARG A\n";
        assertThat(PlanCase.of(file).checkText()).isEmpty();
        assertThat(PlanCase.of("# check=experimental=all\n" + file).checkText())
                .startsWith("4:1 InvalidDefinitionDescription");
        for (String some :
                List.of("all;skip=all", "all;skip=InvalidDefinitionDescription", "InvalidDefinitionDescription")) {
            assertThat(PlanCase.of("# check=experimental=" + some + "\n" + file).checkText())
                    .startsWith("4:1 InvalidDefinitionDescription");
        }
        assertThat(PlanCase.of("# check=experimental=All\n" + file).checkText()).isEmpty();
        assertThat(PlanCase.of("# check=skip=all;experimental=StageNameCasing\n" + TWO_WARNINGS)
                        .checkText())
                .isEmpty();
    }

    @Test
    void refusesWhatADirectiveCannotSay() {
        assertThat(PlanCase.of("# check=skip=all;error=maybe\nFROM alpine\n").checkText())
                .contains("Dockerfile:1:", "got error=maybe in check, want true or false");
        assertThat(PlanCase.of("# check=oops=1\nFROM alpine\n").text()).contains("unknown option of check \"oops=1\"");
        for (String wrong : List.of("skip", "SKIP=all", "skip=all;", ";error=true")) {
            assertThat(PlanCase.of("# check=" + wrong + "\nFROM alpine\n").text())
                    .contains("unknown option of check");
        }
    }

    @Test
    void readsADirectiveUpToTheFirstBlank() {
        assertThat(PlanCase.of("# check=skip=all for now\n" + TWO_WARNINGS).checkText())
                .isEmpty();
        assertThat(PlanCase.of("# check=skip=StageNameCasing, JSONArgsRecommended\n" + TWO_WARNINGS)
                        .checkText())
                .hasLineCount(1);
        PlanCase given = PlanCase.of(
                TWO_WARNINGS, "build-arg BUILDKIT_DOCKERFILE_CHECK=skip=StageNameCasing, JSONArgsRecommended");
        assertThat(given.checkText()).isEmpty();
    }

    @Test
    void skipsForOneInstructionNothingButWhatIsNamed() {
        String file =
                "# check=experimental=all\nFROM alpine\n# something else\n# check = skip=StageNameCasing for now\nARG x\n";
        assertThat(PlanCase.of(file).checkText()).contains("InvalidDefinitionDescription");
        assertThat(PlanCase.of(file.replace("StageNameCasing", "InvalidDefinitionDescription"))
                        .checkText())
                .isEmpty();
    }

    @Test
    void warnsAndBuilds() {
        PlanCase plan = PlanCase.of(TWO_WARNINGS);
        assertThat(plan.text()).startsWith("#0 ");
        assertThat(plan.warningText()).hasLineCount(2);
    }

    @Test
    void stopsABuildWhereAWarningIsAnError() {
        PlanCase plan = PlanCase.of("# check=error=true\n" + TWO_WARNINGS);
        assertThat(plan.text())
                .contains("error[check-failed]: the Dockerfile fails its checks: StageNameCasing, JSONArgsRecommended");
        assertThat(plan.warningText()).hasLineCount(2);
        assertThat(PlanCase.of("# check=error=true\nFROM alpine\n").text()).startsWith("#0 ");
    }

    @Test
    void takesTheUsersSettingsInPlaceOfTheFiles() {
        String file = "# check=skip=all;error=true\n" + TWO_WARNINGS;
        PlanCase plan = PlanCase.of(file, "build-arg BUILDKIT_DOCKERFILE_CHECK=skip=StageNameCasing");
        assertThat(plan.text()).startsWith("#0 ");
        assertThat(plan.warningText()).hasLineCount(1);
    }

    @Test
    void passesOverImagesThatAreNotFound() {
        String file = "FROM no-such-image AS base\nWORKDIR $HOME\nFROM base\nCOPY --from=no-such-tool /x /x\n"
                + "ADD https://example.com/none.git#x /y\nCMD shell\n";
        assertThat(PlanCase.of(file).checkText())
                .startsWith("2:9 WorkdirRelativePath")
                .contains("6:1 JSONArgs")
                .hasLineCount(2);
    }

    @Test
    void tellsWhatIsWrongAsABuildWould() {
        assertThat(PlanCase.of("FROM alpine\nSTOPSIGNAL no\n").checkText()).contains("unknown signal \"no\"");
    }

    @Test
    void respectsAShellThatTheFileChose() {
        assertThat(PlanCase.of("FROM alpine\nSHELL [\"/bin/bash\", \"-c\"]\nCMD x\n")
                        .checkText())
                .isEmpty();
        assertThat(PlanCase.of("FROM rich\nCMD x\n").checkText()).isEmpty();
    }

    @Test
    void tellsOfTheFirstOfSeveralEmptyLines() {
        String file = "FROM alpine\nRUN a \\\n\n  b \\\n\n  c\n";
        assertThat(PlanCase.of(file).checkText())
                .startsWith("3:1 NoEmptyContinuation")
                .hasLineCount(1);
    }
}
