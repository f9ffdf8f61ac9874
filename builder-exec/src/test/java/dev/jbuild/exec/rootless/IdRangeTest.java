package dev.jbuild.exec.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdRangeTest {
    private static final String FILE = """
            # comment
            other:100000:65536
            user:165536:65536
            1000:300000:10
            user:x:1
            user:0:5
            user:4294967290:100
            user:5
            """;

    @Test
    void readsTheUsersRangesByNameAndNumber() {
        assertThat(IdRange.ofUser(FILE, "user", 1000))
                .containsExactly(new IdRange(165536, 65536), new IdRange(300000, 10));
        assertThat(IdRange.ofUser(FILE, "nobody", 7)).isEmpty();
    }

    @Test
    void mapsTheUserToRootAndTheRangesBehind() {
        assertThat(IdRange.map(1000, List.of(new IdRange(165536, 100), new IdRange(300000, 10))))
                .containsExactly("0", "1000", "1", "1", "165536", "100", "101", "300000", "10");
    }
}
