package dev.jbuild.cli.packaging;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What a value on the stack goes through from one type to another, as the language has it for a lambda's arguments and result. */
final class Conversions {
    private static final String NUMBER = "java/lang/Number";

    private Conversions() {}

    static boolean isReference(Type type) {
        return type.getSort() >= Type.ARRAY;
    }

    /** The internal name of the class that boxes a primitive. */
    static String boxOf(Type primitive) {
        return switch (primitive.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.CHAR -> "java/lang/Character";
            case Type.BYTE -> "java/lang/Byte";
            case Type.SHORT -> "java/lang/Short";
            case Type.INT -> "java/lang/Integer";
            case Type.LONG -> "java/lang/Long";
            case Type.FLOAT -> "java/lang/Float";
            case Type.DOUBLE -> "java/lang/Double";
            default -> throw new IllegalArgumentException("no box for " + primitive);
        };
    }

    /**
     * Converts the value on the stack.
     *
     * @param known what the value is in truth, where generic code says less; {@code from} or narrower
     */
    static void visit(MethodVisitor code, Type from, Type known, Type to) {
        if (to.getSort() == Type.VOID) {
            pop(code, from);
        } else if (isReference(from)) {
            fromReference(code, from, known, to);
        } else if (isReference(to)) {
            box(code, from);
        } else {
            widen(code, from, to);
        }
    }

    private static void pop(MethodVisitor code, Type from) {
        if (from.getSort() != Type.VOID) {
            code.visitInsn(from.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        }
    }

    private static void fromReference(MethodVisitor code, Type from, Type known, Type to) {
        if (isReference(to)) {
            cast(code, from, to.getInternalName());
            return;
        }
        Type held = heldBy(known);
        if (held.getSort() == Type.VOID) { // not a box: a Number, or an Object that is one
            boolean number = to.getSort() != Type.BOOLEAN && to.getSort() != Type.CHAR;
            unbox(code, from, number ? NUMBER : boxOf(to), to);
        } else {
            unbox(code, from, boxOf(held), held);
            widen(code, held, to);
        }
    }

    private static void unbox(MethodVisitor code, Type from, String box, Type primitive) {
        cast(code, from, box);
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL,
                box,
                primitive.getClassName() + "Value",
                "()" + primitive.getDescriptor(),
                false);
    }

    private static void box(MethodVisitor code, Type primitive) {
        String box = boxOf(primitive);
        code.visitMethodInsn(Opcodes.INVOKESTATIC, box, "valueOf", "(" + primitive + ")L" + box + ";", false);
    }

    private static void cast(MethodVisitor code, Type from, String to) {
        if (!from.getInternalName().equals(to) && !to.equals("java/lang/Object")) {
            code.visitTypeInsn(Opcodes.CHECKCAST, to);
        }
    }

    private static Type heldBy(Type box) {
        return switch (box.getInternalName()) {
            case "java/lang/Boolean" -> Type.BOOLEAN_TYPE;
            case "java/lang/Character" -> Type.CHAR_TYPE;
            case "java/lang/Byte" -> Type.BYTE_TYPE;
            case "java/lang/Short" -> Type.SHORT_TYPE;
            case "java/lang/Integer" -> Type.INT_TYPE;
            case "java/lang/Long" -> Type.LONG_TYPE;
            case "java/lang/Float" -> Type.FLOAT_TYPE;
            case "java/lang/Double" -> Type.DOUBLE_TYPE;
            default -> Type.VOID_TYPE;
        };
    }

    private static void widen(MethodVisitor code, Type from, Type to) {
        int source = from.getSort();
        int target = to.getSort();
        if (source <= Type.INT && target <= Type.INT || source == target) {
            return;
        }
        if (source <= Type.INT) {
            code.visitInsn(target == Type.LONG ? Opcodes.I2L : target == Type.FLOAT ? Opcodes.I2F : Opcodes.I2D);
        } else if (source == Type.LONG) {
            code.visitInsn(target == Type.FLOAT ? Opcodes.L2F : Opcodes.L2D);
        } else if (source == Type.FLOAT && target == Type.DOUBLE) {
            code.visitInsn(Opcodes.F2D);
        } else {
            throw new IllegalArgumentException("no way from " + from + " to " + to);
        }
    }
}
