package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.sandbox.Capability;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnCapabilitiesTest {
    private static final long ALL = -1;
    private static final long LACKING = ~Capability.SYS_RESOURCE.bit();

    @Test
    void allAreThoseThatThereAre() {
        Set<Capability> all = EnumSet.allOf(Capability.class);
        assertThat(OwnCapabilities.within(ALL, all, LACKING)).isEqualTo(LACKING);
    }

    @Test
    void oneThatLacksIsMissed() {
        Set<Capability> added = Set.of(Capability.NET_ADMIN, Capability.SYS_RESOURCE);
        long set = Capability.NET_ADMIN.bit() | Capability.SYS_RESOURCE.bit();
        assertThat(OwnCapabilities.within(set, added, ALL)).isEqualTo(set);
        assertThatThrownBy(() -> OwnCapabilities.within(set, added, LACKING))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot give the command CAP_SYS_RESOURCE: jbuild itself lacks it here");
        assertThat(OwnCapabilities.within(Capability.NET_ADMIN.bit(), added, LACKING))
                .as("it is dropped again")
                .isEqualTo(Capability.NET_ADMIN.bit());
    }
}
