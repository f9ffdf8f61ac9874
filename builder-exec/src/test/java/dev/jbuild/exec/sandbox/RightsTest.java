package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RightsTest {
    @Test
    void allIdsAreRoot() {
        String all = "         0          0 4294967295\n";
        assertThat(Rights.of(all, all)).isEqualTo(Rights.ROOT);
    }

    @Test
    void oneIdIsSingle() {
        String one = "         0       1000          1\n";
        assertThat(Rights.of(one, one)).isEqualTo(new Rights(Rights.Kind.SINGLE_ID, "single"));
    }

    @Test
    void mapsNameTheirForms() {
        String map = "         0       1000          1\n         1     100000      65536\n";
        Rights rights = Rights.of(map, map);
        assertThat(rights.kind()).isEqualTo(Rights.Kind.SUBORDINATE_IDS);
        assertThat(rights.directoryTag()).matches("userns-[0-9a-f]{12}");
        assertThat(Rights.of(map.replace("100000", "200000"), map)).isNotEqualTo(rights);
        assertThat(Rights.of(map.replace("   ", " "), map)).isEqualTo(rights);
    }
}
