package dev.jbuild.core.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XattrPolicyTest {
    @ParameterizedTest
    @CsvSource({
        "security.capability, true",
        "user.anything, true",
        "user.overlay, true",
        "user.overlay.opaque, false",
        "user.overlay.impure, false",
        "user.fuseoverlayfs.opaque, false",
        "trusted.overlay.opaque, false",
        "security.selinux, false",
        "security.ima, false",
        "system.posix_acl_access, false",
        "other, false"
    })
    void keepsWhatBelongsToTheFile(String name, boolean kept) {
        assertThat(XattrPolicy.keeps(name)).isEqualTo(kept);
    }

    @Test
    void dropsTheRestOfAMap() {
        SortedMap<String, byte[]> xattrs = new TreeMap<>();
        xattrs.put("user.a", new byte[1]);
        xattrs.put("trusted.b", new byte[1]);

        assertThat(XattrPolicy.kept(xattrs)).containsOnlyKeys("user.a");
    }
}
