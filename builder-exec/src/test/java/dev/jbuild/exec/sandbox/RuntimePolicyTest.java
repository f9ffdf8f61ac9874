package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.sandbox.Capability;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.sandbox.RootFs;
import dev.jbuild.core.tree.Tree;
import dev.jbuild.exec.program.Machine;
import dev.jbuild.exec.runtime.ConfigJson;
import dev.jbuild.exec.runtime.RuntimeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The config.json of commands: the whole of one as a golden file, and of others what the runtime specification demands. */
class RuntimePolicyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/runtime/config.json");
    private static final Rights USER = new Rights(Rights.Kind.SUBORDINATE_IDS, "userns-x");
    private static final Rights SINGLE = new Rights(Rights.Kind.SINGLE_ID, "single");
    private static final StreamsShape TERMINAL = new StreamsShape.Terminal(Path.of("/f"), 24, 80);

    @Test
    void isAsItWasRead() throws Exception {
        String json = new String(json(spec().build(), Rights.ROOT, TERMINAL)).replaceAll("(\\{|\\[|\\],|\\},)", "$1\n");
        json = json.replaceAll("(\"RLIMIT_[A-Z]+\",\"hard\":)[0-9]+", "$1HARD");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, json);
        }
        assertThat(json).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void keepsTheSpecificationsRules() throws Exception {
        for (ProcessSpec.Privileges privileges : ProcessSpec.Privileges.values()) {
            for (ProcessSpec.Network network : ProcessSpec.Network.values()) {
                for (Rights rights : List.of(Rights.ROOT, USER, SINGLE)) {
                    ProcessSpec spec = spec().privileges(privileges)
                            .network(network)
                            .user(1000, 5, 7L)
                            .build();
                    check(read(json(spec, rights, new StreamsShape.Empty())));
                    check(read(json(spec, rights, TERMINAL)));
                }
            }
        }
    }

    /** config.md, config-linux.md: what "MUST" and "REQUIRED" say of the properties that we write. */
    private static void check(Map<String, Object> config) {
        RuntimeSpecification.check(config);
        assertThat(config.get("ociVersion")).asString().matches("1\\.0\\.[0-9]+");
        assertThat(at(config, "root.path")).asString().startsWith("/");
        Map<String, Object> process = object(config, "process");
        assertThat(process.get("cwd")).asString().startsWith("/");
        assertThat(list(process.get("args"))).isNotEmpty();
        assertThat(at(process, "user.uid")).isInstanceOf(Long.class);
        assertThat(at(process, "user.gid")).isInstanceOf(Long.class);
        assertThat(process.containsKey("consoleSize")).isEqualTo(Boolean.TRUE.equals(process.get("terminal")));
        distinct(list(process.get("rlimits")), "type");
        capabilities(object(process, "capabilities"));
        list(config.get("mounts")).forEach(mount -> {
            assertThat(object(mount).get("destination"))
                    .asString()
                    .startsWith("/")
                    .doesNotContain("/../");
            assertThat(object(mount).get("source")).asString().isNotEmpty();
        });
        Map<String, Object> linux = object(config, "linux");
        distinct(list(linux.get("namespaces")), "type");
        assertThat(list(linux.get("namespaces")))
                .extracting(n -> object(n).get("type"))
                .contains("mount", "uts");
        for (String paths : List.of("maskedPaths", "readonlyPaths")) {
            assertThat(list(linux.get(paths)))
                    .allSatisfy(path -> assertThat(path).asString().startsWith("/"));
        }
        if (linux.containsKey("seccomp")) {
            seccomp(object(linux, "seccomp"));
        }
        if (linux.containsKey("cgroupsPath")) {
            assertThat(linux.get("cgroupsPath")).asString().startsWith("/");
            list(at(linux, "resources.devices")).forEach(rule -> {
                assertThat(object(rule).get("allow")).isInstanceOf(Boolean.class);
                assertThat(object(rule).get("type")).isIn("a", "b", "c");
                assertThat(object(rule).get("access")).asString().matches("r?w?m?");
            });
        }
    }

    private static void capabilities(Map<String, Object> sets) {
        assertThat(sets).containsOnlyKeys("bounding", "effective", "inheritable", "permitted", "ambient");
        assertThat(list(sets.get("inheritable"))).as("CVE-2022-27651").isEmpty();
        assertThat(list(sets.get("ambient"))).isEmpty();
        assertThat(list(sets.get("bounding"))).containsAll(list(sets.get("permitted")));
        assertThat(list(sets.get("permitted"))).isEqualTo(list(sets.get("effective")));
        assertThat(list(sets.get("bounding")))
                .allSatisfy(name -> assertThat(Capability.find(name.toString()))
                        .map(Capability::id)
                        .contains(name.toString()));
    }

    private static void seccomp(Map<String, Object> seccomp) {
        assertThat(seccomp.get("defaultAction")).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(seccomp.get("defaultErrnoRet")).isEqualTo(38L);
        assertThat(list(seccomp.get("architectures"))).contains("SCMP_ARCH_X86_64", "SCMP_ARCH_X86");
        Set<Object> unconditional = new HashSet<>();
        list(seccomp.get("syscalls")).forEach(rule -> {
            Map<String, Object> call = object(rule);
            assertThat(list(call.get("names"))).isNotEmpty();
            assertThat(call.get("action")).isIn("SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO");
            assertThat(call.containsKey("errnoRet"))
                    .isEqualTo(call.get("action").equals("SCMP_ACT_ERRNO"));
            if (!call.containsKey("args")) {
                assertThat(list(call.get("names"))).allMatch(unconditional::add, "in one rule only");
            }
        });
        assertThat(unconditional).contains("read", "mount", "clone3").doesNotContain("clone", "socket");
    }

    @Test
    void othersThanRootHaveNoCapabilities() throws Exception {
        Map<String, Object> config = read(json(spec().user(1000, 5).build(), Rights.ROOT, new StreamsShape.Empty()));
        assertThat(list(at(config, "process.capabilities.permitted"))).isEmpty();
        assertThat(list(at(config, "process.capabilities.bounding"))).hasSize(14);
    }

    @Test
    void theNetworkIsNewOnlyWhenThereIsNone() throws Exception {
        for (ProcessSpec.Network network : ProcessSpec.Network.values()) {
            Map<String, Object> config =
                    read(json(spec().network(network).build(), Rights.ROOT, new StreamsShape.Empty()));
            assertThat(list(at(config, "linux.namespaces")).stream()
                            .anyMatch(n -> object(n).get("type").equals("network")))
                    .isEqualTo(network == ProcessSpec.Network.NONE);
        }
    }

    @Test
    void whatIsAgainstTheSpecificationCannotBeSaid() {
        RuntimeConfig.Rlimit limit = new RuntimeConfig.Rlimit("RLIMIT_CORE", 0, -1);
        var user = new RuntimeConfig.User(0, 0, List.of());
        var none = new RuntimeConfig.Capabilities(List.of(), List.of());
        assertThatThrownBy(() -> new RuntimeConfig.Process(
                        Optional.empty(), user, List.of("a"), List.of(), "relative", none, List.of(), false))
                .hasMessageContaining("want an absolute one");
        assertThatThrownBy(() -> new RuntimeConfig.Process(
                        Optional.empty(), user, List.of("a"), List.of(), "/", none, List.of(limit, limit), false))
                .hasMessageContaining("two limits of type RLIMIT_CORE");
        assertThatThrownBy(() -> new RuntimeConfig.Rlimit("RLIMIT_CORE", -1, 0)).hasMessageContaining("soft limit");
        assertThatThrownBy(() -> new RuntimeConfig.MountEntry("x", "bind", "/", List.of()))
                .hasMessageContaining("absolute");
    }

    private static SandboxFixture.Spec spec() {
        RootFs rootFs = new RootFs(Platform.host(), Tree.EMPTY, List.of(), Path.of("/scratch"));
        SandboxFixture.Spec spec = new SandboxFixture.Spec(rootFs, List.of("sh", "-c", "echo \"hello\""));
        spec.limits = new ProcessSpec.Limits(64 << 20, 500_000_000L, 50, 1 << 20, List.of("nofile=99:100"));
        return spec;
    }

    private static byte[] json(ProcessSpec spec, Rights rights, StreamsShape shape) throws IOException {
        var places = new RuntimePolicy.Places(
                "/scratch/rootfs/at",
                List.of(new RuntimeConfig.MountEntry(
                        "/etc/hosts", "bind", "/scratch/mount-at-0", List.of("rbind", "ro"))),
                "/",
                spec.args());
        RuntimeConfig.Groups made = new RuntimeConfig.Groups(
                "/jbuild-1", DeviceRules.of(spec), Map.of("memory.limit", 64L << 20, "pids.limit", 50L));
        Optional<RuntimeConfig.Groups> config = rights == Rights.ROOT ? Optional.of(made) : Optional.empty();
        RuntimeGroups groups = new RuntimeGroups(RuntimeGroups.View.LEGACY, config, List.of(), ControlGroup.none());
        return ConfigJson.write(new RuntimePolicy(spec, rights, Machine.X86_64).config(places, shape, groups));
    }

    private static Map<String, Object> read(byte[] json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return object(value(parser));
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    assertThat(object.put(name, value(parser))).as(name).isNull();
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> parser.getBigIntegerValue().longValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> parser.getText();
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static Map<String, Object> object(Map<String, Object> of, String name) {
        return object(of.get(name));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    private static Object at(Map<String, Object> from, String path) {
        Object at = from;
        for (String name : path.split("\\.")) {
            at = object(at).get(name);
        }
        return at;
    }

    private static void distinct(List<Object> objects, String key) {
        assertThat(objects).extracting(value -> object(value).get(key)).doesNotHaveDuplicates();
    }
}
