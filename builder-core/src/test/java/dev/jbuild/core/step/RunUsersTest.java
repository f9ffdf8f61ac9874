package dev.jbuild.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.sandbox.ProcessSpec.Identity;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.LayerEntry;
import dev.jbuild.core.tree.LayerIndex;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunUsersTest {
    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            broken line
            app:x:1000:1001:App:/home/app:/bin/sh
            nohome:x:7:7::
            huge:x:99999999999:1:::
            """;
    private static final String GROUP = """
            root:x:0:
            app:x:1001:
            audio:x:29:other,app
            video:x:44:app
            bad:x:nine:app
            """;

    private static RunUser find(String user) throws IOException {
        return find(user, Map.of("etc/passwd", PASSWD, "etc/group", GROUP));
    }

    private static RunUser find(String user, Map<String, String> files) throws IOException {
        return find(user, files, List.of());
    }

    private static RunUser find(String user, Map<String, String> files, List<LayerEntry> others) throws IOException {
        List<LayerEntry> entries = new ArrayList<>();
        Map<TreePath, byte[]> bytes = new HashMap<>();
        entries.add(new LayerEntry.Present(TreePath.of("etc"), new TreeEntry.Directory(new Attributes(0755, 0, 0, 0))));
        files.forEach((name, text) -> {
            byte[] content = text.getBytes(StandardCharsets.UTF_8);
            bytes.put(TreePath.of(name), content);
            entries.add(new LayerEntry.Present(
                    TreePath.of(name),
                    new TreeEntry.RegularFile(new Attributes(0644, 0, 0, 0), content.length, Digest.of(content))));
        });
        entries.addAll(others);
        Tree tree = Tree.EMPTY.apply(new DiffId(Digest.ofUtf8("layer")), LayerIndex.ofUnsorted(entries));
        return new RunUsers(new UserFiles(tree, (of, path) -> new ByteArrayInputStream(bytes.get(path)))).find(user);
    }

    @Test
    void isRootWhenNobodyIsNamed() throws IOException {
        assertThat(find("")).isEqualTo(new RunUser(Identity.ROOT, "/root"));
        assertThat(find("", Map.of())).isEqualTo(new RunUser(Identity.ROOT, "/root"));
        assertThat(find("root", Map.of())).isEqualTo(new RunUser(Identity.ROOT, "/root"));
    }

    @Test
    void aNameBringsItsGroups() throws IOException {
        assertThat(find("app")).isEqualTo(new RunUser(new Identity(1000, 1001, List.of(29L, 44L)), "/home/app"));
    }

    @Test
    void aNumberIsLookedUp() throws IOException {
        assertThat(find("1000")).isEqualTo(find("app"));
    }

    @Test
    void anUnknownNumberHasTheRootGroup() throws IOException {
        assertThat(find("4242")).isEqualTo(new RunUser(new Identity(4242, 0, List.of()), "/"));
    }

    @Test
    void aGroupDropsAllOthers() throws IOException {
        assertThat(find("app:audio").identity()).isEqualTo(new Identity(1000, 29, List.of()));
        assertThat(find("app:7").identity()).isEqualTo(new Identity(1000, 7, List.of()));
        assertThat(find("5:6", Map.of()).identity()).isEqualTo(new Identity(5, 6, List.of()));
    }

    @Test
    void livesAtTheRootWithoutAHome() throws IOException {
        assertThat(find("nohome").home()).isEqualTo("/");
    }

    @Test
    void refusesNamesThatTheImageDoesNotKnow() {
        assertUnknown("nobody", "no user \"nobody\"");
        assertUnknown("app:wheel", "no group \"wheel\"");
        assertUnknown("huge", "no user \"huge\"");
    }

    @Test
    void refusesNumbersThatNoUserCanHave() {
        assertThatThrownBy(() -> find("4294967295")).isInstanceOf(BuildException.class);
        assertThatThrownBy(() -> find("1:99999999999999999999")).isInstanceOf(BuildException.class);
    }

    /** Its size is what the layer says: nothing is read. */
    @Test
    void readsNoFileOfAnySize() {
        TreeEntry vast = new TreeEntry.RegularFile(
                new Attributes(0644, 0, 0, 0), 17 << 20, Digest.ofUtf8("whatever stands there"));
        List<LayerEntry> others = List.of(new LayerEntry.Present(TreePath.of("etc/passwd"), vast));
        assertThatThrownBy(() -> find("app", Map.of("etc/group", GROUP), others))
                .hasMessage("the image's /etc/passwd has 17,825,792 bytes, the most is 16,777,216");
    }

    @Test
    void followsLinksInsideTheImage() throws IOException {
        LayerEntry link = new LayerEntry.Present(
                TreePath.of("etc/passwd"),
                new TreeEntry.Symlink(
                        new Attributes(0777, 0, 0, 0), "../../../users".getBytes(StandardCharsets.UTF_8)));
        assertThat(find("app", Map.of("users", PASSWD, "etc/group", GROUP), List.of(link))
                        .identity()
                        .uid())
                .isEqualTo(1000);
    }

    private static void assertUnknown(String user, String message) {
        assertThatThrownBy(() -> find(user))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining(message)
                .extracting(e -> ((BuildException) e).code())
                .isEqualTo(ErrorCode.USER_UNKNOWN);
    }
}
