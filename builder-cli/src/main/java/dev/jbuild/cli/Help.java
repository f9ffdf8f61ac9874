package dev.jbuild.cli;

import java.io.PrintStream;

/** The help of the program as a whole. */
final class Help {
    private Help() {}

    static void print(PrintStream out) {
        out.println("Usage: jbuild [OPTIONS] CONTEXT");
        out.println("       jbuild COMMAND [OPTIONS] [ARG…]");
        out.println();
        out.println("Builds OCI images from Dockerfiles, without a daemon and without root.");
        out.println("Without a command, CONTEXT is built: a directory, a URL, or - for standard input.");
        out.println();
        out.println("Commands:");
        int width =
                Commands.all().stream().mapToInt(e -> e.name().length()).max().orElse(0);
        for (Commands.Entry entry : Commands.all()) {
            out.println(("  %-" + width + "s  %s").formatted(entry.name(), entry.summary()));
        }
        out.println();
        out.println("jbuild COMMAND --help tells more of a command; jbuild build --help of building.");
    }
}
