package dev.jbuild.cli;

import dev.jbuild.grammar.check.Rule;
import java.nio.file.Path;

/** Where the pages about rules are: in the documentation that stands beside the program, or, if it was not packaged, in that of its sources. */
public final class RulePages {

    private static final String PROGRAM = "/lib/jbuild.jar";

    private RulePages() {}

    /** The file of the page. */
    public static String file(Rule rule) {
        return file(rule, System.getProperty("java.class.path", ""));
    }

    static String file(Rule rule, String classPath) {
        return classPath.endsWith(PROGRAM)
                ? program(classPath).resolve(rule.page()).toString()
                : rule.page();
    }

    /** The same as a URL that a browser or an editor opens. */
    public static String url(Rule rule) {
        return url(rule, System.getProperty("java.class.path", ""));
    }

    static String url(Rule rule, String classPath) {
        return classPath.endsWith(PROGRAM)
                ? program(classPath).resolve(rule.page()).toUri().toString()
                : rule.page();
    }

    private static Path program(String classPath) {
        String directory = classPath.substring(0, classPath.length() - PROGRAM.length());
        return Path.of(directory.isEmpty() ? "/" : directory).toAbsolutePath().normalize();
    }
}
