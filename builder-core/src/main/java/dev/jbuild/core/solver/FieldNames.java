package dev.jbuild.core.solver;

/** The names of fields that explanations look for again. */
final class FieldNames {
    static final String ARGS = "args";
    static final String ENV = "env";
    /** Stands before the digest of a value that is not to be read. */
    static final String CONCEALED = "concealed:";

    static final String MANIFEST = "manifest";
    private static final String INPUT = "input ";
    private static final String CONTENT = "content ";
    private static final String FILES = "files ";
    private static final String LIST = "list of files ";

    private FieldNames() {}

    static String input(int input) {
        return INPUT + input;
    }

    static String content(int input) {
        return CONTENT + input;
    }

    static String files(int input) {
        return FILES + input;
    }

    /** Stands beside the key only: where the names of the files lie, and how many they are. */
    static String fileList(int input) {
        return LIST + input;
    }

    /** The input whose definition a field of this name holds, -1 when it is another field. */
    static int inputOf(String field) {
        return numberAfter(INPUT, field);
    }

    /** The input whose selected files a field of this name holds, -1 when it is another field. */
    static int filesOf(String field) {
        return numberAfter(FILES, field);
    }

    private static int numberAfter(String prefix, String field) {
        return field.startsWith(prefix) ? Integer.parseInt(field, prefix.length(), field.length(), 10) : -1;
    }
}
