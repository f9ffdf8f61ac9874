package dev.jbuild.cli.packaging;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class of those lambdas and method references of a class that are of one interface: what they capture as fields, and the one
 * method, which calls the body of the lambda that it is. One class for all of them, because a start pays for each that it loads.
 *
 * @see java.lang.invoke.LambdaMetafactory
 */
final class LambdaClass {
    private static final String ONLY = "only";
    private static final String MAKE = "make";
    private static final String CHOICE = "choice";
    private static final Type OBJECT = Type.getObjectType("java/lang/Object");
    private static final int SERIALIZABLE = 1; // LambdaMetafactory.FLAG_SERIALIZABLE
    private static final int MARKERS = 2; // FLAG_MARKERS
    private static final int BRIDGES = 4; // FLAG_BRIDGES

    private final String name;
    private final Shape shape;
    private final List<Site> sites = new ArrayList<>();
    private final Set<String> written = new HashSet<>(); // fields and constructors
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    /** An empty one; {@link #use} adds lambdas, which must all be of the shape. */
    LambdaClass(String name, Shape shape) {
        this.name = name;
        this.shape = shape;
    }

    /**
     * What lambdas of one class have in common.
     *
     * @param erasures the types that the method has, erased
     */
    record Shape(List<String> interfaces, String method, List<Type> erasures) {}

    /**
     * A place where a lambda is made, as the compiler describes it.
     *
     * @param method name of the interface's method
     * @param calledType from what is captured to the interface
     */
    record Site(String method, String calledType, Handle maker, Object... details) {
        Shape shape() {
            List<String> interfaces = new ArrayList<>();
            List<Type> erasures = new ArrayList<>();
            interfaces.add(Type.getReturnType(calledType).getInternalName());
            erasures.add((Type) details[0]);
            readExtras(interfaces, erasures);
            return new Shape(interfaces, method, erasures.stream().distinct().toList());
        }

        Type[] captured() {
            return Type.getArgumentTypes(calledType);
        }

        Handle body() {
            return (Handle) details[1];
        }

        /** The method with the types that its callers really use. */
        Type known() {
            return (Type) details[2];
        }

        /** Further interfaces, and further erasures of the method. */
        private void readExtras(List<String> interfaces, List<Type> bridges) {
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

    /** Adds a lambda and puts it on the stack, in the place of what it captures. */
    void use(Site site, MethodVisitor code) {
        int choice = sites.size();
        sites.add(site);
        if (site.captured().length == 0) {
            code.visitFieldInsn(Opcodes.GETSTATIC, name, ONLY + choice, descriptor());
        } else {
            code.visitMethodInsn(Opcodes.INVOKESTATIC, name, MAKE + choice, site.calledType, false);
        }
    }

    String name() {
        return name;
    }

    /** The class, when all lambdas are added. */
    byte[] bytes(String nestHost) {
        int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        writer.visit(Opcodes.V17, access, name, null, "java/lang/Object", shape.interfaces.toArray(String[]::new));
        writer.visitNestHost(nestHost);
        writeField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, CHOICE, "I");
        for (Site site : sites) {
            writeConstructor(site.captured());
        }
        writeOnly();
        for (int choice = 0; choice < sites.size(); choice++) {
            if (sites.get(choice).captured().length > 0) {
                writeMake(choice);
            }
        }
        shape.erasures.forEach(this::writeMethod);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void writeField(int access, String field, String type) {
        if (written.add(field + type)) {
            writer.visitField(access, field, type, null, null).visitEnd();
        }
    }

    private void writeConstructor(Type[] captured) {
        if (!written.add(constructorType(captured))) {
            return; // that of another lambda
        }
        MethodVisitor code = begin(Opcodes.ACC_PRIVATE, "<init>", constructorType(captured));
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ILOAD, 1);
        code.visitFieldInsn(Opcodes.PUTFIELD, name, CHOICE, "I");
        int slot = 2;
        for (int i = 0; i < captured.length; i++) {
            Type type = kept(captured[i]);
            writeField(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, field(i), type.getDescriptor());
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
            code.visitFieldInsn(Opcodes.PUTFIELD, name, field(i), type.getDescriptor());
            slot += type.getSize();
        }
        end(code, Opcodes.RETURN);
    }

    /** Lambdas that capture nothing are made once, with the class. */
    private void writeOnly() {
        MethodVisitor code = begin(Opcodes.ACC_STATIC, "<clinit>", "()V");
        for (int choice = 0; choice < sites.size(); choice++) {
            if (sites.get(choice).captured().length == 0) {
                writeField(Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, ONLY + choice, descriptor());
                visitNew(code, choice);
                code.visitFieldInsn(Opcodes.PUTSTATIC, name, ONLY + choice, descriptor());
            }
        }
        end(code, Opcodes.RETURN);
    }

    private void writeMake(int choice) {
        MethodVisitor code = begin(Opcodes.ACC_STATIC, MAKE + choice, sites.get(choice).calledType);
        visitNew(code, choice);
        end(code, Opcodes.ARETURN);
    }

    /** Makes a lambda of the parameters of a static method. */
    private void visitNew(MethodVisitor code, int choice) {
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        code.visitIntInsn(Opcodes.SIPUSH, choice);
        int slot = 0;
        Type[] captured = sites.get(choice).captured();
        for (Type type : captured) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
            slot += type.getSize();
        }
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructorType(captured), false);
    }

    private void writeMethod(Type erased) {
        MethodVisitor code = begin(Opcodes.ACC_PUBLIC, shape.method, erased.getDescriptor());
        if (sites.size() > 1) {
            Label[] choices = new Label[sites.size()];
            for (int choice = 0; choice < choices.length; choice++) {
                choices[choice] = new Label();
            }
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, name, CHOICE, "I");
            code.visitTableSwitchInsn(0, choices.length - 1, choices[0], choices);
            for (int choice = 0; choice < choices.length; choice++) {
                code.visitLabel(choices[choice]);
                code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
                visitBody(code, sites.get(choice), erased);
            }
        } else {
            visitBody(code, sites.get(0), erased);
        }
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void visitBody(MethodVisitor code, Site site, Type erased) {
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
        visitArguments(code, site, erased, wanted);
        code.visitMethodInsn(opcode(body), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
        Type result = makes ? Type.getObjectType(body.getOwner()) : Type.getReturnType(body.getDesc());
        Conversions.visit(code, result, result, erased.getReturnType());
        code.visitInsn(erased.getReturnType().getOpcode(Opcodes.IRETURN));
    }

    private void visitArguments(MethodVisitor code, Site site, Type erased, List<Type> wanted) {
        Type[] captured = site.captured();
        for (int i = 0; i < captured.length; i++) {
            Type type = kept(captured[i]);
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, name, field(i), type.getDescriptor());
            Conversions.visit(code, type, captured[i], wanted.get(i));
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

    /** The type of the field, the same for all that are no primitives, so that lambdas share it. */
    private static Type kept(Type captured) {
        return Conversions.isReference(captured) ? OBJECT : captured;
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

    private static String constructorType(Type[] captured) {
        StringBuilder type = new StringBuilder("(I");
        for (Type each : captured) {
            type.append(kept(each));
        }
        return type.append(")V").toString();
    }

    private String descriptor() {
        return "L" + name + ";";
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
