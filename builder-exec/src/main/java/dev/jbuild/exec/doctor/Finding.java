package dev.jbuild.exec.doctor;

/**
 * One line of what was found.
 *
 * @param topic a word or two, such as {@code overlay}
 * @param text what there is
 * @param advice how to get more; empty when there is nothing to get
 */
public record Finding(String topic, State state, String text, String advice) {

    /** How good it is. */
    public enum State {
        GOOD,
        /** Works, but not everything does. */
        LIMITED,
        /** What a RUN needs is not there. */
        MISSING
    }

    static Finding good(String topic, String text) {
        return new Finding(topic, State.GOOD, text, "");
    }
}
