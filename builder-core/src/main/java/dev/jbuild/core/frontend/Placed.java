package dev.jbuild.core.frontend;

import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.text.Span;

/**
 * An instruction that a stage carries out, and where people find it.
 *
 * @param line what messages point to if the instruction stands in no file
 */
record Placed(Instruction instruction, Home home, Span line) {

    /** Where the instruction is written. */
    enum Home {
        /** In the Dockerfile. */
        FILE,
        /** In the config of a base image, as a trigger. */
        IMAGE
    }

    static Placed inFile(Instruction instruction) {
        return new Placed(instruction, Home.FILE, instruction.span());
    }

    /** A trigger of the base image that FROM names. */
    static Placed inImage(Instruction trigger, Instruction.From from) {
        return new Placed(trigger, Home.IMAGE, from.span());
    }

    /** The instruction on one line, without heredocs. */
    String text() {
        return instruction.origin().text();
    }

    /** The place in the file for a place in the instruction. */
    Span at(Span own) {
        return home == Home.FILE ? own : line;
    }
}
