package dev.jbuild.cli.command;

import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.HostFiles;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.exec.host.HostProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * This program once more, for the same image: with another store, locale, time zone and umask, one step at a time. What would go to the
 * user's outputs goes into a layout.
 *
 * @param store a directory for it
 * @param context its context
 * @param layout where the image is to be
 * @param form options of the layout
 */
record SecondBuild(Path store, String context, Path layout, String form) {
    private static final String MAIN = "dev.jbuild.cli.Main";
    private static final Path SHELL = Path.of("/bin/sh");

    /** What this run does, the other is not to do. */
    private static final Set<String> LEFT_OUT = Set.of(
            "--tag",
            "--output",
            "--push",
            "--load",
            "--iidfile",
            "--metadata-file",
            "--quiet",
            "--progress",
            "--reproducible",
            "--provenance",
            "--sbom",
            "--attest",
            "--annotation",
            "--max-parallelism",
            "--store",
            "--on-error",
            "--explain",
            "--no-cache",
            "--no-cache-filter");

    /** Runs it to its end; a failure is a BuildException. */
    void run(ParseResult given, Map<String, String> epoch, Console console) throws IOException {
        List<String> words = new ArrayList<>(List.of("-c", "umask 077; exec \"$0\" \"$@\""));
        List<String> own = HostFiles.commandLine();
        words.addAll(own.subList(0, own.indexOf(MAIN) + 1));
        words.add("build");
        words.addAll(options(given));
        words.addAll(List.of("--progress=quiet", "--max-parallelism=1", "--store=" + store));
        words.add("--output=type=oci,tar=false,dest=" + quoted(layout.toString()) + "," + form);
        words.add(context);
        HostProgram.Ended ended = HostProgram.run(SHELL, words, environment(epoch, console));
        if (ended.status() != 0) {
            throw BuildException.of(
                            ErrorCode.CHECK_FAILED,
                            "the second build failed where the first did not: exit status %d\n%s"
                                    .formatted(ended.status(), ended.output().strip()))
                    .withHint("it has an empty store and another locale, time zone and umask");
        }
    }

    private static String quoted(String path) {
        return path.indexOf(',') < 0 ? path : "\"" + path + "\"";
    }

    private static List<String> options(ParseResult given) {
        List<String> words = new ArrayList<>();
        for (CommandSpec.Option option : BuildOptions.spec().options()) {
            String name = option.name();
            if (LEFT_OUT.contains(name) || !given.has(name)) {
                continue;
            }
            switch (option.kind()) {
                case FLAG -> {
                    if (given.isSet(name)) {
                        words.add(name);
                    }
                }
                case TEXT, OPTIONAL -> words.add(name + "=" + given.text(name).orElseThrow());
                case NUMBER -> words.add(name + "=" + given.number(name).orElseThrow());
                case TEXTS -> given.texts(name).forEach(text -> words.add(name + "=" + text));
            }
        }
        return words;
    }

    private static Map<String, String> environment(Map<String, String> epoch, Console console) {
        Map<String, String> env = new TreeMap<>(console.env());
        String zone = env.getOrDefault("TZ", "").equals("Asia/Kathmandu") ? "America/St_Johns" : "Asia/Kathmandu";
        String locale = env.getOrDefault("LC_ALL", "").equals("POSIX") ? "C.UTF-8" : "POSIX";
        env.putAll(Map.of("TZ", zone, "LC_ALL", locale, "LANG", locale));
        env.putAll(epoch);
        return env;
    }
}
