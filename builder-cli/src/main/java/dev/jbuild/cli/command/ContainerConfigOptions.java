package dev.jbuild.cli.command;

import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.ContainerConfig;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the options of {@code run} make of an image's config: the container's, which {@code --commit} keeps. Used by one thread; files
 * of variables are read once, as one may be a pipe.
 */
final class ContainerConfigOptions {
    private static final int MAX_ENV_FILE_BYTES = 1024 * 1024; // 1 MiB
    private static final String PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final RunOptions options;
    private final Console console;
    private @Nullable List<String> linesOfFiles;

    ContainerConfigOptions(RunOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    /** The image's, with what was given instead of it. */
    ContainerConfig of(ContainerConfig image) {
        ContainerConfig.Builder config = image.toBuilder();
        variables(config);
        options.text("--user").ifPresent(user -> config.user = user);
        config.workingDir = workingDir(image);
        List<String> given = options.words();
        Optional<String> entrypoint = options.text("--entrypoint");
        if (entrypoint.isPresent()) {
            config.entrypoint = entrypoint.get().isEmpty() ? null : List.of(entrypoint.get());
            config.cmd = given.isEmpty() ? null : given;
        } else if (!given.isEmpty()) {
            config.cmd = given;
        }
        return config.build();
    }

    /** What is executed. */
    static List<String> args(ContainerConfig config) {
        List<String> args = new ArrayList<>(config.entrypointIfAny().orElse(List.of()));
        args.addAll(config.cmdIfAny().orElse(List.of()));
        if (args.isEmpty()) {
            throw BuildException.of(ErrorCode.USAGE, "got no command: the image has none and none was given")
                    .withHint("write the command behind the image");
        }
        return args;
    }

    /** The variables of the process: the config's, and what one cannot do without. */
    List<String> env(ContainerConfig config, String home) {
        List<String> env = new ArrayList<>(config.env());
        if (config.envValue("PATH").isEmpty()) {
            env.add(PATH);
        }
        if (config.envValue("HOME").isEmpty()) {
            env.add("HOME=" + home);
        }
        if (config.envValue("HOSTNAME").isEmpty()) {
            env.add("HOSTNAME=" + options.hostname());
        }
        if (options.tty() && config.envValue("TERM").isEmpty()) {
            env.add("TERM=" + console.variable("TERM").orElse("xterm"));
        }
        return env;
    }

    private void variables(ContainerConfig.Builder config) {
        if (linesOfFiles == null) {
            linesOfFiles = linesOfFiles();
        }
        linesOfFiles.forEach(line -> put(config, line, "--env-file"));
        options.texts("--env").forEach(text -> put(config, text, "--env"));
    }

    private List<String> linesOfFiles() {
        List<String> lines = new ArrayList<>();
        for (String file : options.texts("--env-file")) {
            byte[] bytes = HostFiles.read(console.path(file), MAX_ENV_FILE_BYTES, "the file of variables");
            text(file, bytes)
                    .lines()
                    .map(String::stripLeading)
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(lines::add);
        }
        return lines;
    }

    private static String text(String file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text; // a mark of the encoding is none of a name
        } catch (CharacterCodingException e) {
            throw BuildOptions.wrong("--env-file", file, "UTF-8");
        }
    }

    private void put(ContainerConfig.Builder config, String text, String option) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        boolean blank = name.chars().anyMatch(Character::isWhitespace);
        if (name.isEmpty() || option.equals("--env-file") && blank) {
            throw BuildOptions.wrong(option, text, "NAME=VALUE or NAME");
        }
        if (equals >= 0) {
            config.putEnv(name, text.substring(equals + 1));
        } else if (console.env().containsKey(name)) {
            config.putEnv(name, console.env().get(name));
        }
    }

    private String workingDir(ContainerConfig image) {
        String directory = options.text("--workdir").orElse(image.workingDir());
        if (!directory.isEmpty() && !directory.startsWith("/")) {
            throw BuildOptions.wrong("--workdir", directory, "an absolute path");
        }
        return directory;
    }
}
