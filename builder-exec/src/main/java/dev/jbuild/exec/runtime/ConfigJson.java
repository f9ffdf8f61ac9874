package dev.jbuild.exec.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.jbuild.exec.seccomp.SeccompRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The bytes of config.json. */
public final class ConfigJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int UMASK = 022;

    private final JsonGenerator json;

    private ConfigJson(JsonGenerator json) {
        this.json = json;
    }

    public static byte[] write(RuntimeConfig config) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            new ConfigJson(json).config(config);
        }
        return bytes.toByteArray();
    }

    private void config(RuntimeConfig config) throws IOException {
        json.writeStartObject();
        json.writeStringField("ociVersion", RuntimeConfig.VERSION);
        process(config.process());
        json.writeObjectFieldStart("root");
        json.writeStringField("path", config.root().path());
        json.writeBooleanField("readonly", config.root().readOnly());
        json.writeEndObject();
        json.writeStringField("hostname", config.hostname());
        json.writeArrayFieldStart("mounts");
        for (RuntimeConfig.MountEntry mount : config.mounts()) {
            json.writeStartObject();
            json.writeStringField("destination", mount.destination());
            json.writeStringField("type", mount.type());
            json.writeStringField("source", mount.source());
            strings("options", mount.options());
            json.writeEndObject();
        }
        json.writeEndArray();
        linux(config.linux());
        json.writeEndObject();
    }

    private void process(RuntimeConfig.Process process) throws IOException {
        json.writeObjectFieldStart("process");
        json.writeBooleanField("terminal", process.terminal().isPresent());
        if (process.terminal().isPresent()) {
            json.writeObjectFieldStart("consoleSize");
            json.writeNumberField("height", process.terminal().get().height());
            json.writeNumberField("width", process.terminal().get().width());
            json.writeEndObject();
        }
        json.writeObjectFieldStart("user");
        json.writeNumberField("uid", process.user().uid());
        json.writeNumberField("gid", process.user().gid());
        json.writeNumberField("umask", UMASK);
        json.writeArrayFieldStart("additionalGids");
        for (long gid : process.user().additionalGids()) {
            json.writeNumber(gid);
        }
        json.writeEndArray();
        json.writeEndObject();
        strings("args", process.args());
        strings("env", process.env());
        json.writeStringField("cwd", process.cwd());
        capabilities(process.capabilities());
        json.writeArrayFieldStart("rlimits");
        for (RuntimeConfig.Rlimit rlimit : process.rlimits()) {
            json.writeStartObject();
            json.writeStringField("type", rlimit.type());
            unsigned("hard", rlimit.hard());
            unsigned("soft", rlimit.soft());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeBooleanField("noNewPrivileges", process.noNewPrivileges());
        json.writeEndObject();
    }

    private void capabilities(RuntimeConfig.Capabilities capabilities) throws IOException {
        json.writeObjectFieldStart("capabilities");
        strings("bounding", capabilities.bounding());
        strings("effective", capabilities.kept());
        strings("inheritable", List.of());
        strings("permitted", capabilities.kept());
        strings("ambient", List.of());
        json.writeEndObject();
    }

    private void linux(RuntimeConfig.Linux linux) throws IOException {
        json.writeObjectFieldStart("linux");
        json.writeArrayFieldStart("namespaces");
        for (String namespace : linux.namespaces()) {
            json.writeStartObject();
            json.writeStringField("type", namespace);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (linux.groups().isPresent()) {
            groups(linux.groups().get());
        }
        if (linux.seccomp().isPresent()) {
            seccomp(linux.seccomp().get());
        }
        strings("maskedPaths", linux.maskedPaths());
        strings("readonlyPaths", linux.readonlyPaths());
        json.writeEndObject();
    }

    private void groups(RuntimeConfig.Groups groups) throws IOException {
        json.writeStringField("cgroupsPath", groups.path());
        json.writeObjectFieldStart("resources");
        json.writeArrayFieldStart("devices");
        for (RuntimeConfig.DeviceRule rule : groups.devices()) {
            json.writeStartObject();
            json.writeBooleanField("allow", rule.allow());
            json.writeStringField("type", rule.type());
            if (rule.major() >= 0) {
                json.writeNumberField("major", rule.major());
            }
            if (rule.minor() >= 0) {
                json.writeNumberField("minor", rule.minor());
            }
            json.writeStringField("access", rule.access());
            json.writeEndObject();
        }
        json.writeEndArray();
        Map<String, Map<String, Long>> byController = new TreeMap<>();
        groups.limits().forEach((place, number) -> {
            String[] names = place.split("\\.", 2);
            byController.computeIfAbsent(names[0], name -> new TreeMap<>()).put(names[1], number);
        });
        for (Map.Entry<String, Map<String, Long>> controller : byController.entrySet()) {
            json.writeObjectFieldStart(controller.getKey());
            for (Map.Entry<String, Long> limit : controller.getValue().entrySet()) {
                json.writeNumberField(limit.getKey(), limit.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void seccomp(SeccompRules rules) throws IOException {
        json.writeObjectFieldStart("seccomp");
        json.writeStringField("defaultAction", "SCMP_ACT_ERRNO");
        json.writeNumberField("defaultErrnoRet", rules.otherwise());
        strings("architectures", rules.architectures());
        json.writeArrayFieldStart("syscalls");
        for (SeccompRules.Rule rule : rules.rules()) {
            json.writeStartObject();
            strings("names", rule.names());
            json.writeStringField("action", rule.errno() == 0 ? "SCMP_ACT_ALLOW" : "SCMP_ACT_ERRNO");
            if (rule.errno() != 0) {
                json.writeNumberField("errnoRet", rule.errno());
            }
            if (rule.condition().isPresent()) {
                SeccompRules.Condition condition = rule.condition().get();
                json.writeArrayFieldStart("args");
                json.writeStartObject();
                json.writeNumberField("index", 0);
                json.writeNumberField("value", condition.value());
                json.writeNumberField("valueTwo", condition.valueTwo());
                json.writeStringField("op", condition.operator());
                json.writeEndObject();
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void strings(String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private void unsigned(String name, long value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(new BigInteger(Long.toUnsignedString(value)));
    }
}
