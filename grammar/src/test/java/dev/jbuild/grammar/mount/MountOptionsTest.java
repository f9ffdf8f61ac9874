package dev.jbuild.grammar.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.grammar.mount.RunMount.Access;
import dev.jbuild.grammar.mount.RunMount.Bind;
import dev.jbuild.grammar.mount.RunMount.Cache;
import dev.jbuild.grammar.mount.RunMount.Need;
import dev.jbuild.grammar.mount.RunMount.Ownership;
import dev.jbuild.grammar.mount.RunMount.Secret;
import dev.jbuild.grammar.mount.RunMount.Sharing;
import dev.jbuild.grammar.mount.RunMount.Ssh;
import dev.jbuild.grammar.mount.RunMount.Tmpfs;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Escape;
import dev.jbuild.grammar.word.Lookup;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountOptionsTest {

    private static final Map<String, String> VALUES = Map.of("T", "/t", "N", "7", "type", "cache", "comma", "/a,ro");

    @Test
    void bindIsTheDefaultAndReadOnly() {
        assertThat(mount("target=/a")).isEqualTo(new Bind("/a", "", "", Access.READ_ONLY));
        assertThat(mount("type=bind,from=b,src=c,dst=/a,rw")).isEqualTo(new Bind("/a", "b", "c", Access.READ_WRITE));
        assertThat(mount("source=c,destination=a,readonly=false")).isEqualTo(new Bind("a", "", "c", Access.READ_WRITE));
    }

    @Test
    void cacheIsNamedAfterItsTarget() {
        assertThat(mount("type=cache,target=/a/./b//../c/"))
                .isEqualTo(
                        new Cache("/a/./b//../c/", "/a/c", "", "", Sharing.SHARED, Access.READ_WRITE, Ownership.NONE));
        assertThat(mount("TYPE=Cache,id=x,target=y,sharing=LOCKED,ro,mode=0750,uid=4294967295,gid=0,from=z"))
                .isEqualTo(new Cache(
                        "y", "x", "z", "", Sharing.LOCKED, Access.READ_ONLY, new Ownership(0750, 4294967295L, 0)));
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource({
        "'', 0",
        "64, 64",
        "64b, 64",
        "1k, 1024",
        "1kb, 1024",
        "1KiB, 1024",
        "1.5m, 1572864",
        "2 g, 2147483648",
        "1T, 1099511627776"
    })
    void tmpfsHasALimit(String size, long bytes) {
        assertThat(mount("type=tmpfs,target=/a,size=" + size)).isEqualTo(new Tmpfs("/a", bytes, Access.READ_WRITE));
    }

    @Test
    void secretIsAFileOrAVariable() {
        assertThat(mount("type=secret,id=a/b"))
                .isEqualTo(new Secret("/run/secrets/b", "a/b", "", Need.OPTIONAL, Ownership.NONE));
        assertThat(mount("type=secret,target=/x/y,required"))
                .isEqualTo(new Secret("/x/y", "y", "", Need.REQUIRED, Ownership.NONE));
        assertThat(mount("type=secret,src=a,env=A")).isEqualTo(new Secret("", "a", "A", Need.OPTIONAL, Ownership.NONE));
        assertThat(mount("type=secret,id=a,env=A,target=/b,mode=400,required=0"))
                .isEqualTo(new Secret("/b", "a", "A", Need.OPTIONAL, new Ownership(0400, -1, -1)));
    }

    @Test
    void sshHasADefaultId() {
        assertThat(mount("type=ssh")).isEqualTo(new Ssh("", "default", Need.OPTIONAL, Ownership.NONE));
        assertThat(mount("type=ssh,id=x,target=/y,required=true,uid=5"))
                .isEqualTo(new Ssh("/y", "x", Need.REQUIRED, new Ownership(-1, 5, -1)));
    }

    @Test
    void valuesAreExpandedAfterTheyAreCut() {
        assertThat(mount("type=$type,target=$T,id=${x:-i},uid=$N"))
                .isEqualTo(new Cache("/t", "i", "", "", Sharing.SHARED, Access.READ_WRITE, new Ownership(-1, 7, -1)));
        assertThat(mount("target=$comma")).isEqualTo(new Bind("/a,ro", "", "", Access.READ_ONLY));
    }

    @Test
    void quotedOptionsMayHaveCommas() {
        assertThat(mount("\"target=/a,b\",rw")).isEqualTo(new Bind("/a,b", "", "", Access.READ_WRITE));
        assertThat(mount("\"target=/a\\\"\"b\"")).isEqualTo(new Bind("/a\"b", "", "", Access.READ_ONLY));
    }

    @Test
    void theLastOfTwoCounts() {
        assertThat(mount("target=/a,target=/b,ro,rw")).isEqualTo(new Bind("/b", "", "", Access.READ_WRITE));
    }

    @Test
    void aValueMayTurnOutWrong() {
        MountOptions options = parse("type=cache,target=/a,mode=$T");
        assertThatThrownBy(() ->
                        options.resolve(word -> word.expand(Lookup.of(VALUES)).text()))
                .isInstanceOf(FragmentException.class)
                .hasMessage("bad value of the mount option \"mode\": got \"/t\", want octal permissions up to 7777");
    }

    private static RunMount mount(String source) {
        return parse(source).resolve(word -> word.expand(Lookup.of(VALUES)).text());
    }

    private static MountOptions parse(String source) {
        return MountOptions.parse(source, Escape.BACKSLASH, Span.at(1, 1));
    }
}
