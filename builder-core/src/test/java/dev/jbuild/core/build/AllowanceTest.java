package dev.jbuild.core.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.plan.Op;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Dockerfile asks for beyond the default is given only when the user allowed it. */
class AllowanceTest {
    private final BuildRig rig = new BuildRig();

    @AfterEach
    void close() throws IOException {
        rig.store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "--security=insecure, security.insecure",
        "--device=fuse, device=fuse",
        "--device=vendor.com/class=name, device=vendor.com/class=name"
    })
    void isRefusedUnlessItIsAllowed(String flag, String entitlement) throws IOException {
        rig.on("use", world -> CompletableFuture.completedFuture(0));
        assertThatThrownBy(() -> rig.build("FROM scratch", "RUN " + flag + " use"))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRIVILEGE_NEEDED));
        assertThat(rig.sandbox.started()).isEmpty();
        rig.options = request -> request.allowed(Set.of(entitlement));
        rig.build("FROM scratch", "RUN " + flag + " use");
        assertThat(rig.sandbox.started()).hasSize(1);
    }

    @Test
    void theNetworkThatTheUserTookAwayIsNotGivenBack() throws IOException {
        rig.on("use", world -> CompletableFuture.completedFuture(0));
        rig.options = request -> request.network(Op.Run.Network.NONE);
        assertThatThrownBy(() -> rig.build("FROM scratch", "RUN --network=host use"))
                .isInstanceOfSatisfying(
                        BuildException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PRIVILEGE_NEEDED));
        assertThat(rig.sandbox.started()).isEmpty();
    }
}
