package dev.jbuild.exec.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The properties of config.json: which there are, which an object must have, and of what kind each is. Of the specification's 1.1, as
 * far as Linux goes; a name with an exclamation mark is REQUIRED.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.1.0/config.md">config.md</a>
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.1.0/config-linux.md">config-linux.md</a>
 */
final class RuntimeSpecification {
    private static final Map<String, String> OBJECTS = Map.ofEntries(
            Map.entry(
                    "",
                    "ociVersion!:text root:object mounts:objects process:object hostname:text domainname:text linux:object"
                            + " hooks:object annotations:object"),
            Map.entry("root", "path!:text readonly:flag"),
            Map.entry(
                    "mounts",
                    "destination!:text source:text type:text options:texts uidMappings:objects gidMappings:objects"),
            Map.entry(
                    "process",
                    "terminal:flag consoleSize:object cwd!:text env:texts args!:texts rlimits:objects capabilities:object"
                            + " noNewPrivileges:flag oomScoreAdj:number user!:object"),
            Map.entry("process.consoleSize", "height!:number width!:number"),
            Map.entry("process.user", "uid!:number gid!:number umask:number additionalGids:numbers"),
            Map.entry("process.rlimits", "type!:text soft!:number hard!:number"),
            Map.entry(
                    "process.capabilities",
                    "effective:texts bounding:texts inheritable:texts permitted:texts ambient:texts"),
            Map.entry(
                    "linux",
                    "namespaces:objects uidMappings:objects gidMappings:objects devices:objects cgroupsPath:text"
                            + " resources:object seccomp:object rootfsPropagation:text maskedPaths:texts readonlyPaths:texts"),
            Map.entry("linux.namespaces", "type!:text path:text"),
            Map.entry("linux.resources", "devices:objects memory:object cpu:object pids:object"),
            Map.entry("linux.resources.devices", "allow!:flag type:text major:number minor:number access:text"),
            Map.entry("linux.resources.memory", "limit:number reservation:number swap:number"),
            Map.entry("linux.resources.cpu", "shares:number quota:number period:number cpus:text mems:text"),
            Map.entry("linux.resources.pids", "limit!:number"),
            Map.entry(
                    "linux.seccomp",
                    "defaultAction!:text defaultErrnoRet:number architectures:texts flags:texts syscalls:objects"),
            Map.entry("linux.seccomp.syscalls", "names!:texts action!:text errnoRet:number args:objects"),
            Map.entry("linux.seccomp.syscalls.args", "index!:number value!:number valueTwo:number op!:text"));

    private static final Map<String, Set<String>> VALUES = Map.of(
            "linux.namespaces.type", Set.of("pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"),
            "linux.resources.devices.type", Set.of("a", "b", "c"),
            "linux.seccomp.syscalls.args.op", words("SCMP_CMP_", "NE LT LE EQ GE GT MASKED_EQ"),
            "linux.seccomp.architectures", words("SCMP_ARCH_", "X86 X86_64 X32 ARM AARCH64"),
            "process.rlimits.type",
                    words(
                            "RLIMIT_",
                            "AS CORE CPU DATA FSIZE LOCKS MEMLOCK MSGQUEUE NICE NOFILE NPROC RSS RTPRIO RTTIME SIGPENDING"
                                    + " STACK"));

    private RuntimeSpecification() {}

    private static Set<String> words(String prefix, String words) {
        return Arrays.stream(words.split(" ")).map(word -> prefix + word).collect(Collectors.toUnmodifiableSet());
    }

    /** Checks a whole configuration. */
    static void check(Map<String, Object> config) {
        object("", config);
        assertThat(text(config, "process.env")).allMatch(value -> value.matches("(?s)[^=]+=.*"), "NAME=VALUE");
        boolean ownNames = list(config, "linux.namespaces").stream()
                .anyMatch(n -> ((Map<?, ?>) n).get("type").equals("uts"));
        assertThat(ownNames).as("a hostname needs a namespace").isTrue();
    }

    private static void object(String place, Map<String, Object> object) {
        assertThat(OBJECTS).as("objects of the specification").containsKey(place);
        for (String property : OBJECTS.get(place).split(" ")) {
            String name = property.substring(0, property.indexOf(':')).replace("!", "");
            if (property.contains("!")) {
                assertThat(object).as(place).containsKey(name);
            }
            if (object.containsKey(name)) {
                value(
                        place.isEmpty() ? name : place + "." + name,
                        property.substring(property.indexOf(':') + 1),
                        object.get(name));
            }
        }
        assertThat(object.keySet())
                .as("known properties of %s", place)
                .allMatch(name -> (" " + OBJECTS.get(place)).matches(".* " + name + "!?:.*"));
    }

    @SuppressWarnings("unchecked")
    private static void value(String place, String kind, Object value) {
        switch (kind) {
            case "text" -> {
                assertThat(value).as(place).isInstanceOf(String.class);
                assertThat(VALUES.getOrDefault(place, Set.of(value.toString())))
                        .as(place)
                        .contains(value.toString());
            }
            case "number" -> assertThat(value).as(place).isInstanceOf(Long.class);
            case "flag" -> assertThat(value).as(place).isInstanceOf(Boolean.class);
            case "object" -> object(place, (Map<String, Object>) value);
            default -> {
                assertThat(value).as(place).isInstanceOf(List.class);
                ((List<Object>) value).forEach(one -> value(place, kind.substring(0, kind.length() - 1), one));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Map<String, Object> config, String path) {
        Object at = config;
        for (String name : path.split("\\.")) {
            at = ((Map<String, Object>) at).get(name);
        }
        return (List<Object>) at;
    }

    private static List<String> text(Map<String, Object> config, String path) {
        return list(config, path).stream().map(Object::toString).toList();
    }
}
