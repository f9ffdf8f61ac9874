package dev.jbuild.core.solver;

/** Several values as one text that people can read and that no other values give. */
final class Words {
    private Words() {}

    static String join(Object... words) {
        StringBuilder joined = new StringBuilder();
        for (Object word : words) {
            String text = word.toString();
            joined.append(joined.length() == 0 ? "" : " ");
            joined.append(isPlain(text) ? text : text.length() + "\"" + text + "\"");
        }
        return joined.toString();
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty() && text.indexOf(' ') < 0 && text.indexOf('"') < 0;
    }
}
