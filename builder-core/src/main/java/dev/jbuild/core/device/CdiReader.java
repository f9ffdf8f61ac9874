package dev.jbuild.core.device;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a file of the Container Device Interface; JSON is YAML, too. What is wrong is a BuildException with the file's name. */
final class CdiReader {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int MOST_ALIASES = 50;
    private static final String CLASS_ANNOTATION = "org.mobyproject.buildkit.device.class";
    private static final Set<String> MOUNT_OPTIONS =
            Set.of("ro", "rw", "bind", "rbind", "private", "rprivate", "slave", "rslave", "nosuid", "nodev");

    private final String file;

    private CdiReader(String file) {
        this.file = file;
    }

    static CdiSpec read(String file, byte[] bytes) {
        return new CdiReader(file).spec(bytes);
    }

    private CdiSpec spec(byte[] bytes) {
        Object read;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setCodePointLimit(MOST_CHARACTERS)
                    .setMaxAliasesForCollections(MOST_ALIASES)
                    .setAllowDuplicateKeys(false)
                    .build();
            read = new Load(settings).loadFromInputStream(new java.io.ByteArrayInputStream(bytes));
        } catch (YamlEngineException | StackOverflowError e) {
            throw wrong("the file", "what is neither YAML nor JSON", "a device specification");
        }
        Map<?, ?> root = map("the file", read);
        String kind = text("kind", root.get("kind"));
        if (!CdiName.isKind(kind)) {
            throw wrong("kind", kind, "VENDOR/CLASS");
        }
        List<CdiSpec.Device> devices = new ArrayList<>();
        for (Object device : list("devices", root.get("devices"))) {
            devices.add(device(map("a device", device)));
        }
        return new CdiSpec(kind, devices, edits(root.get("containerEdits")));
    }

    private CdiSpec.Device device(Map<?, ?> device) {
        Object annotations = device.get("annotations");
        Object group =
                annotations == null ? null : map("annotations", annotations).get(CLASS_ANNOTATION);
        return new CdiSpec.Device(
                text("name of a device", device.get("name")),
                group == null ? "" : text(CLASS_ANNOTATION, group),
                edits(device.get("containerEdits")));
    }

    private CdiSpec.Edits edits(Object value) {
        if (value == null) {
            return CdiSpec.Edits.NONE;
        }
        List<String> env = new ArrayList<>();
        List<CdiSpec.Node> nodes = new ArrayList<>();
        List<CdiSpec.Bind> binds = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        map("containerEdits", value).forEach((name, edit) -> {
            switch (String.valueOf(name)) {
                case "env" -> list("env", edit).forEach(variable -> env.add(variable(text("env", variable))));
                case "deviceNodes" -> list("deviceNodes", edit).forEach(node -> nodes.add(node(map("a node", node))));
                case "mounts" -> list("mounts", edit).forEach(mount -> binds.add(bind(map("a mount", mount))));
                default -> unknown.add(String.valueOf(name));
            }
        });
        return new CdiSpec.Edits(env, nodes, binds, unknown);
    }

    private String variable(String text) {
        if (text.indexOf('=') < 1) {
            throw wrong("env", text, "NAME=VALUE");
        }
        return text;
    }

    private CdiSpec.Node node(Map<?, ?> node) {
        String path = text("path of a node", node.get("path"));
        Object hostPath = node.get("hostPath");
        Object permissions = node.get("permissions");
        String access = permissions == null ? "rwm" : text("permissions", permissions);
        if (!ProcessSpec.Device.isAccess(access)) {
            throw wrong("permissions", access, "some of r, w and m");
        }
        return new CdiSpec.Node(path, hostPath == null ? path : text("hostPath", hostPath), access);
    }

    private CdiSpec.Bind bind(Map<?, ?> mount) {
        Mount.Access access = Mount.Access.READ_WRITE;
        for (Object option : list("options of a mount", mount.get("options"))) {
            String text = text("options of a mount", option);
            if (!MOUNT_OPTIONS.contains(text)) {
                throw wrong("options of a mount", text, "some of " + String.join(", ", List.copyOf(MOUNT_OPTIONS)));
            }
            access = text.equals("ro") ? Mount.Access.READ_ONLY : access;
        }
        return new CdiSpec.Bind(
                text("hostPath", mount.get("hostPath")), text("containerPath", mount.get("containerPath")), access);
    }

    private Map<?, ?> map(String what, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong(what, String.valueOf(value), "names and values");
    }

    private List<?> list(String what, Object value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(what, String.valueOf(value), "a list");
    }

    private String text(String what, Object value) {
        if (value instanceof String text && !text.isEmpty() && text.indexOf('\0') < 0) {
            return text;
        }
        throw wrong(what, String.valueOf(value), "a text");
    }

    private BuildException wrong(String what, String got, String want) {
        return BuildException.of(
                ErrorCode.FEATURE_MISSING, "%s: %s: got \"%s\", want %s".formatted(file, what, got, want));
    }
}
