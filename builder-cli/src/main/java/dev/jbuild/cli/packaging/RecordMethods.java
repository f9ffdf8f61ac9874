package dev.jbuild.cli.packaging;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Code for the equals, hashCode and toString that a compiler leaves to be linked, with the same results.
 *
 * @see java.lang.runtime.ObjectMethods
 */
final class RecordMethods {
    private static final String TEXT = "java/lang/StringBuilder";
    private static final int PRIME = 31;

    private final MethodVisitor code;
    private final Type self;
    private final String[] names;
    private final Object[] details;

    private RecordMethods(MethodVisitor code, Object... details) {
        this.code = code;
        this.self = (Type) details[0];
        String all = (String) details[1];
        this.names = all.isEmpty() ? new String[0] : all.split(";");
        this.details = details;
    }

    /** Adds a static method of this name and type; details are as {@link java.lang.runtime.ObjectMethods} gets them. */
    static void visit(ClassVisitor owner, String name, String type, Object... details) {
        int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
        MethodVisitor code = owner.visitMethod(access, name, type, null, null);
        RecordMethods methods = new RecordMethods(code, details);
        code.visitCode();
        switch (Type.getReturnType(type).getSort()) {
            case Type.BOOLEAN -> methods.equalsCode();
            case Type.INT -> methods.hashCodeCode();
            default -> methods.toStringCode();
        }
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void equalsCode() {
        Label other = new Label();
        Label different = new Label();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitJumpInsn(Opcodes.IF_ACMPNE, other);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(other);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitTypeInsn(Opcodes.INSTANCEOF, self.getInternalName());
        code.visitJumpInsn(Opcodes.IFEQ, different);
        for (int i = 0; i < names.length; i++) {
            get(i, 0);
            get(i, 1);
            compare(component(i), different);
        }
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(different);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitInsn(Opcodes.ICONST_0);
        code.visitInsn(Opcodes.IRETURN);
    }

    private void compare(Type type, Label different) {
        switch (type.getSort()) {
            case Type.BOOLEAN, Type.BYTE, Type.SHORT, Type.CHAR, Type.INT ->
                code.visitJumpInsn(Opcodes.IF_ICMPNE, different);
            case Type.LONG -> {
                code.visitInsn(Opcodes.LCMP);
                code.visitJumpInsn(Opcodes.IFNE, different);
            }
            case Type.FLOAT, Type.DOUBLE -> {
                String both = "(" + type + type + ")I";
                code.visitMethodInsn(Opcodes.INVOKESTATIC, Conversions.boxOf(type), "compare", both, false);
                code.visitJumpInsn(Opcodes.IFNE, different);
            }
            default -> {
                String both = "(Ljava/lang/Object;Ljava/lang/Object;)Z";
                code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/util/Objects", "equals", both, false);
                code.visitJumpInsn(Opcodes.IFEQ, different);
            }
        }
    }

    private void hashCodeCode() {
        code.visitInsn(Opcodes.ICONST_0);
        for (int i = 0; i < names.length; i++) {
            code.visitIntInsn(Opcodes.BIPUSH, PRIME);
            code.visitInsn(Opcodes.IMUL);
            get(i, 0);
            Type type = component(i);
            if (Conversions.isReference(type)) {
                code.visitMethodInsn(
                        Opcodes.INVOKESTATIC, "java/util/Objects", "hashCode", "(Ljava/lang/Object;)I", false);
            } else {
                code.visitMethodInsn(
                        Opcodes.INVOKESTATIC, Conversions.boxOf(type), "hashCode", "(" + type + ")I", false);
            }
            code.visitInsn(Opcodes.IADD);
        }
        code.visitInsn(Opcodes.IRETURN);
    }

    private void toStringCode() {
        code.visitTypeInsn(Opcodes.NEW, TEXT);
        code.visitInsn(Opcodes.DUP);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, TEXT, "<init>", "()V", false);
        String simple = simpleName(self.getInternalName());
        for (int i = 0; i < names.length; i++) {
            append((i == 0 ? simple + "[" : ", ") + names[i] + "=");
            get(i, 0);
            Type type = component(i);
            append(
                    switch (type.getSort()) {
                        case Type.BYTE, Type.SHORT -> Type.INT_TYPE;
                        case Type.ARRAY, Type.OBJECT -> Type.getType(Object.class);
                        default -> type;
                    });
        }
        append(names.length == 0 ? simple + "[]" : "]");
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, TEXT, "toString", "()Ljava/lang/String;", false);
        code.visitInsn(Opcodes.ARETURN);
    }

    /** As {@link Class#getSimpleName}: a class of a method has a number before its name. */
    private static String simpleName(String className) {
        int start = Math.max(className.lastIndexOf('/'), className.lastIndexOf('$')) + 1;
        while (Character.isDigit(className.charAt(start))) {
            start++;
        }
        return className.substring(start);
    }

    private void append(String text) {
        code.visitLdcInsn(text);
        append(Type.getType(String.class));
    }

    private void append(Type type) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, TEXT, "append", "(" + type + ")L" + TEXT + ";", false);
    }

    /** Puts a component of the record that is the first or second argument on the stack. */
    private void get(int index, int argument) {
        Handle field = (Handle) details[index + 2];
        code.visitVarInsn(Opcodes.ALOAD, argument);
        if (argument > 0) {
            code.visitTypeInsn(Opcodes.CHECKCAST, self.getInternalName());
        }
        code.visitFieldInsn(Opcodes.GETFIELD, field.getOwner(), field.getName(), field.getDesc());
    }

    private Type component(int index) {
        return Type.getType(((Handle) details[index + 2]).getDesc());
    }
}
