package dev.jbuild.cli.packaging;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class of one lambda or method reference: what it captures as fields, and its one method, which calls the body.
 *
 * @see java.lang.invoke.LambdaMetafactory
 */
final class LambdaClass {
    private static final String ONLY = "ONLY";
    private static final String MAKE = "make";
    private static final int SERIALIZABLE = 1; // LambdaMetafactory.FLAG_SERIALIZABLE
    private static final int MARKERS = 2; // FLAG_MARKERS
    private static final int BRIDGES = 4; // FLAG_BRIDGES

    private final String name;
    private final Site site;
    private final Type[] captured;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private LambdaClass(String name, Site site) {
        this.name = name;
        this.site = site;
        this.captured = Type.getArgumentTypes(site.calledType);
    }

    /**
     * A place where a lambda is made, as the compiler describes it.
     *
     * @param method name of the interface's method
     * @param calledType from what is captured to the interface
     */
    record Site(String method, String calledType, Handle maker, Object... details) {
        /** The method of the interface, erased. */
        Type erased() {
            return (Type) details[0];
        }

        Handle body() {
            return (Handle) details[1];
        }

        /** The method with the types that its callers really use. */
        Type known() {
            return (Type) details[2];
        }

        /** Further interfaces, and further erasures of the method. */
        void readExtras(List<String> interfaces, List<Type> bridges) {
            if (!maker.getName().equals("altMetafactory")) {
                return;
            }
            int at = 3;
            int flags = (Integer) details[at++];
            if ((flags & SERIALIZABLE) != 0) {
                throw new IllegalStateException("a lambda that is serialized is not known here");
            }
            if ((flags & MARKERS) != 0) {
                for (int left = (Integer) details[at++]; left > 0; left--) {
                    interfaces.add(((Type) details[at++]).getInternalName());
                }
            }
            if ((flags & BRIDGES) != 0) {
                for (int left = (Integer) details[at++]; left > 0; left--) {
                    bridges.add((Type) details[at++]);
                }
            }
        }
    }

    static byte[] bytes(String name, String nestHost, Site site) {
        return new LambdaClass(name, site).write(nestHost);
    }

    /** Puts the lambda on the stack, in the place of what it captures. */
    static void visitUse(MethodVisitor code, String lambda, String calledType) {
        if (Type.getArgumentTypes(calledType).length == 0) {
            code.visitFieldInsn(Opcodes.GETSTATIC, lambda, ONLY, "L" + lambda + ";");
        } else {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, lambda, MAKE, calledType, false);
        }
    }

    private byte[] write(String nestHost) {
        List<String> interfaces = new ArrayList<>();
        List<Type> erasures = new ArrayList<>();
        interfaces.add(Type.getReturnType(site.calledType).getInternalName());
        erasures.add(site.erased());
        site.readExtras(interfaces, erasures);
        int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        writer.visit(Opcodes.V17, access, name, null, "java/lang/Object", interfaces.toArray(String[]::new));
        writer.visitNestHost(nestHost);
        for (int i = 0; i < captured.length; i++) {
            writer.visitField(
                            Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, field(i), captured[i].getDescriptor(), null, null)
                    .visitEnd();
        }
        writeConstructor();
        if (captured.length == 0) {
            writeOnly();
        } else {
            writeMake();
        }
        erasures.stream().distinct().forEach(this::writeMethod);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void writeConstructor() {
        MethodVisitor code = begin(Opcodes.ACC_PRIVATE, "<init>", constructorType());
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        int slot = 1;
        for (int i = 0; i < captured.length; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), slot);
            code.visitFieldInsn(Opcodes.PUTFIELD, name, field(i), captured[i].getDescriptor());
            slot += captured[i].getSize();
        }
        end(code, Opcodes.RETURN);
    }

    private void writeOnly() {
        String type = "L" + name + ";";
        writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, ONLY, type, null, null)
                .visitEnd();
        MethodVisitor code = begin(Opcodes.ACC_STATIC, "<clinit>", "()V");
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", "()V", false);
        code.visitFieldInsn(Opcodes.PUTSTATIC, name, ONLY, type);
        end(code, Opcodes.RETURN);
    }

    private void writeMake() {
        MethodVisitor code = begin(Opcodes.ACC_STATIC, MAKE, site.calledType);
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        int slot = 0;
        for (Type type : captured) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
            slot += type.getSize();
        }
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructorType(), false);
        end(code, Opcodes.ARETURN);
    }

    private void writeMethod(Type erased) {
        MethodVisitor code = begin(Opcodes.ACC_PUBLIC, site.method, erased.getDescriptor());
        Handle body = site.body();
        boolean makes = body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        if (makes) {
            code.visitTypeInsn(Opcodes.NEW, body.getOwner());
            code.visitInsn(Opcodes.DUP);
        }
        List<Type> wanted = new ArrayList<>(List.of(Type.getArgumentTypes(body.getDesc())));
        if (!makes && body.getTag() != Opcodes.H_INVOKESTATIC) {
            wanted.add(0, Type.getObjectType(body.getOwner()));
        }
        visitArguments(code, erased, wanted);
        code.visitMethodInsn(opcode(body), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
        Type result = makes ? Type.getObjectType(body.getOwner()) : Type.getReturnType(body.getDesc());
        Conversions.visit(code, result, result, erased.getReturnType());
        end(code, erased.getReturnType().getOpcode(Opcodes.IRETURN));
    }

    private void visitArguments(MethodVisitor code, Type erased, List<Type> wanted) {
        for (int i = 0; i < captured.length; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, name, field(i), captured[i].getDescriptor());
            Conversions.visit(code, captured[i], captured[i], wanted.get(i));
        }
        Type[] given = erased.getArgumentTypes();
        Type[] known = site.known().getArgumentTypes();
        int slot = 1;
        for (int i = 0; i < given.length; i++) {
            code.visitVarInsn(given[i].getOpcode(Opcodes.ILOAD), slot);
            Conversions.visit(code, given[i], known[i], wanted.get(captured.length + i));
            slot += given[i].getSize();
        }
    }

    private static int opcode(Handle body) {
        return switch (body.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
            case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
            // a private method of the nest is called like any other; javac makes bodies of calls to super
            default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        };
    }

    private String constructorType() {
        return Type.getMethodDescriptor(Type.VOID_TYPE, captured);
    }

    private MethodVisitor begin(int access, String method, String type) {
        MethodVisitor code = writer.visitMethod(access, method, type, null, null);
        code.visitCode();
        return code;
    }

    private static void end(MethodVisitor code, int opcode) {
        code.visitInsn(opcode);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private static String field(int index) {
        return "captured" + index;
    }
}
