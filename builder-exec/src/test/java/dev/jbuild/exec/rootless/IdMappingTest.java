package dev.jbuild.exec.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdMappingTest {
    private static final UserIds ALONE = new UserIds("ada", 1000, 1000, List.of(), List.of());

    @Test
    void whoHasOneIdHearsWhatThatPreventsAndHowToGetMore() {
        assertThat(IdMapping.subordinate(ALONE)).isEmpty();
        assertThat(IdMapping.single(ALONE).warning().orElseThrow())
                .startsWith("no subordinate ids for \"ada\": files belong to root only")
                .contains("usermod --add-subuids");
    }

    @Test
    void whoWantsOneIdHearsNothingOfMore() {
        assertThat(IdMapping.forcedSingle(ALONE).warning().orElseThrow())
                .startsWith("a single id, as JBUILD_ROOTLESS=single wants it: files belong to root only")
                .doesNotContain("usermod");
    }
}
