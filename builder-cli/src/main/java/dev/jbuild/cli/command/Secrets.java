package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.source.SecretSource;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The secrets of the option {@code --secret}, read when a step asks for them. Thread-safe. */
final class Secrets implements SecretSource {
    private static final int MAX_BYTES = 500 * 1024; // 500 KiB, as BuildKit

    private final Map<String, Spec> specs = new HashMap<>();
    private final Console console;

    private record Spec(String file, String variable) {}

    private Secrets(Console console) {
        this.console = console;
    }

    static Secrets parse(List<String> texts, Console console) {
        Secrets secrets = new Secrets(console);
        for (String text : texts) {
            Map<String, String> fields = OutputSpec.fields(text, "--secret");
            String id = fields.getOrDefault("id", "");
            if (id.isEmpty()) {
                throw BuildOptions.wrong("--secret", text, "id=ID[,src=FILE|,env=NAME]");
            }
            secrets.specs.put(id, secrets.spec(id, fields, text));
        }
        return secrets;
    }

    /** Their names, in order. */
    List<String> ids() {
        return specs.keySet().stream().sorted().toList();
    }

    private Spec spec(String id, Map<String, String> fields, String text) {
        for (String name : fields.keySet()) {
            if (!List.of("id", "src", "source", "env", "type").contains(name)) {
                throw BuildOptions.wrong("--secret", text, "id, src, env or type, not \"" + name + "\"");
            }
        }
        String file = fields.getOrDefault("src", fields.getOrDefault("source", ""));
        String variable = fields.getOrDefault("env", "");
        String type = fields.getOrDefault("type", "");
        if (file.isEmpty() && variable.isEmpty()) {
            boolean fromEnvironment =
                    type.equals("env") || type.isEmpty() && console.env().containsKey(id);
            return fromEnvironment ? new Spec("", id) : new Spec(id, "");
        }
        if (type.equals("env") && variable.isEmpty()) {
            return new Spec("", file);
        }
        return new Spec(file, variable);
    }

    @Override
    public Optional<byte[]> find(String id) {
        Spec spec = specs.get(id);
        if (spec == null) {
            return Optional.empty();
        }
        if (!spec.variable.isEmpty()) {
            String value = console.env().get(spec.variable);
            if (value == null) {
                throw BuildException.of(
                        ErrorCode.SECRET_MISSING,
                        "secret \"%s\" comes from the variable %s, which is not set".formatted(id, spec.variable));
            }
            return Optional.of(value.getBytes(StandardCharsets.UTF_8));
        }
        return Optional.of(HostFiles.read(console.path(spec.file), MAX_BYTES, "the secret"));
    }
}
