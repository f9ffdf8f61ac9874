package dev.jbuild.core.frontend;

import dev.jbuild.grammar.Dockerfile;
import dev.jbuild.grammar.Instruction;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage as the file has it.
 *
 * @param index from 0, in the order of the file
 * @param instructions those after FROM
 */
record FileStage(int index, Instruction.From from, List<Instruction> instructions) {

    FileStage {
        instructions = List.copyOf(instructions);
    }

    /** The name in lower case, or {@code stage-N}. */
    String label() {
        return from.name().isEmpty() ? "stage-" + index : from.name();
    }

    /** All stages of a file, in order. */
    static List<FileStage> of(Dockerfile file) {
        List<FileStage> stages = new ArrayList<>();
        List<Instruction> instructions = new ArrayList<>();
        Instruction.From from = null;
        for (Instruction instruction : file.instructions()) {
            if (instruction instanceof Instruction.From next) {
                if (from != null) {
                    stages.add(new FileStage(stages.size(), from, instructions));
                }
                from = next;
                instructions.clear();
            } else if (from != null) {
                instructions.add(instruction);
            }
        }
        if (from != null) {
            stages.add(new FileStage(stages.size(), from, instructions));
        }
        return List.copyOf(stages);
    }

    /** The name of the last stage; empty if it has none. */
    static String lastName(Dockerfile file) {
        String name = "";
        for (Instruction instruction : file.instructions()) {
            if (instruction instanceof Instruction.From from) {
                name = from.name();
            }
        }
        return name;
    }

    /** The ARGs before the first FROM. */
    static List<Instruction.Arg> globals(Dockerfile file) {
        List<Instruction.Arg> globals = new ArrayList<>();
        for (Instruction instruction : file.instructions()) {
            if (instruction instanceof Instruction.From) {
                break;
            }
            if (instruction instanceof Instruction.Arg arg) {
                globals.add(arg);
            }
        }
        return List.copyOf(globals);
    }
}
