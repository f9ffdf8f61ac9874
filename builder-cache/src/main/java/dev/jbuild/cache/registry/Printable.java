package dev.jbuild.cache.registry;

/** Text of a server that goes to a terminal: without what controls one, and no more than a few lines of it. */
final class Printable {
    private static final int MAX_SHOWN = 300; // characters

    private Printable() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(MAX_SHOWN)
                .forEach(c -> shown.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? ' ' : c));
        return shown.toString();
    }
}
