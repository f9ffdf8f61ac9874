package dev.jbuild.cli.packaging;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Rewrites classes so that nothing of them is linked by {@code invokedynamic} when they run: the lambdas become classes as a
 * programmer would write them, one for each interface that those of a class are of, a record's own methods become code. Each such place costs a start between 0.1 and 0.5 ms, which an
 * archive of loaded classes does not save; a cached build passes hundreds. The names of local variables are left out. What the classes do stays the same.
 */
final class LinkedClasses {
    private static final String LAMBDA = "java/lang/invoke/LambdaMetafactory";
    private static final String RECORD = "java/lang/runtime/ObjectMethods";

    private final Map<String, byte[]> done = new TreeMap<>();
    private final Map<String, List<String>> newMembers = new HashMap<>();

    private LinkedClasses() {}

    /** The classes by the names of their files, with those that are added. */
    static Map<String, byte[]> link(Map<String, byte[]> classes) {
        LinkedClasses linked = new LinkedClasses();
        classes.values().forEach(linked::add);
        linked.newMembers.forEach(linked::addToNest);
        return linked.done;
    }

    private void add(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer =
                new ClassWriter(ClassWriter.COMPUTE_MAXS); // without the constants that only linking needed
        reader.accept(new Rewriter(writer), 0);
        put(reader.getClassName(), writer.toByteArray());
    }

    private void put(String className, byte[] bytes) {
        if (done.put(className + ".class", bytes) != null) {
            throw new IllegalStateException("two classes are called " + className);
        }
    }

    /** Classes of one nest see each other's private members; the host of the nest lists them. */
    private void addToNest(String host, List<String> members) {
        ClassReader reader = new ClassReader(done.get(host + ".class"));
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(writer, 0);
        members.forEach(writer::visitNestMember);
        done.put(host + ".class", writer.toByteArray());
    }

    /** One class. */
    private final class Rewriter extends ClassVisitor {
        private final List<Runnable> additions = new ArrayList<>();
        private String name = "";
        private String nestHost = "";
        private final Map<LambdaClass.Shape, LambdaClass> lambdas = new LinkedHashMap<>();
        private int access;

        Rewriter(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(int version, int flags, String className, String signature, String parent, String[] types) {
            name = className;
            nestHost = className;
            access = flags;
            super.visit(version, flags, className, signature, parent, types);
        }

        @Override
        public void visitNestHost(String host) {
            nestHost = host;
            super.visitNestHost(host);
        }

        @Override
        public MethodVisitor visitMethod(int flags, String method, String type, String signature, String[] thrown) {
            MethodVisitor next = super.visitMethod(flags, method, type, signature, thrown);
            return new MethodVisitor(Opcodes.ASM9, next) {
                @Override
                public void visitLocalVariable(String n, String t, String s, Label from, Label to, int index) {
                    // only debuggers ask for the names, and each start moves the archive
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String calledType, Handle maker, Object... details) {
                    if (maker.getOwner().equals(LAMBDA)) {
                        useLambda(new LambdaClass.Site(called, calledType, maker, details), this);
                    } else if (maker.getOwner().equals(RECORD)) {
                        String code = "record$" + called;
                        additions.add(() -> RecordMethods.visit(cv, code, calledType, details));
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC, name, code, calledType, (access & Opcodes.ACC_INTERFACE) != 0);
                    } else {
                        throw new IllegalStateException(name + " is linked by " + maker.getOwner());
                    }
                }
            };
        }

        private void useLambda(LambdaClass.Site site, MethodVisitor code) {
            lambdas.computeIfAbsent(site.shape(), shape -> new LambdaClass(name + "$$" + (lambdas.size() + 1), shape))
                    .use(site, code);
        }

        @Override
        public void visitEnd() {
            for (LambdaClass lambda : lambdas.values()) {
                put(lambda.name(), lambda.bytes(nestHost));
                newMembers.computeIfAbsent(nestHost, host -> new ArrayList<>()).add(lambda.name());
            }
            additions.forEach(Runnable::run);
            super.visitEnd();
        }
    }
}
