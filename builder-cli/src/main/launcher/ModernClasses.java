import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;

/**
 * Rewrites a jar's classes to the class file version of Java 8, with the stack maps that it asks for. Java keeps no class of
 * before Java 6 in its archive of loaded classes, and picocli's are of Java 5: rewritten, they cost no start-up.
 *
 * <p>{@code java -cp asm.jar:asm-commons.jar ModernClasses.java FROM.jar TO.jar}
 */
public final class ModernClasses {
    public static void main(String[] args) throws IOException {
        try (JarFile from = new JarFile(args[0]);
                OutputStream file = Files.newOutputStream(Path.of(args[1]));
                JarOutputStream to = new JarOutputStream(file)) {
            ClassLoader loader = new java.net.URLClassLoader(new java.net.URL[] {Path.of(args[0]).toUri().toURL()});
            for (Enumeration<JarEntry> entries = from.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                if (entry.isDirectory() || entry.getName().endsWith("module-info.class")) {
                    continue;
                }
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                to.putNextEntry(copy);
                try (InputStream in = from.getInputStream(entry)) {
                    byte[] bytes = in.readAllBytes();
                    to.write(entry.getName().endsWith(".class") ? modern(bytes, loader) : bytes);
                }
                to.closeEntry();
            }
        }
    }

    private static byte[] modern(byte[] bytes, ClassLoader loader) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected ClassLoader getClassLoader() {
                return loader;
            }
        };
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public void visit(
                            int version, int access, String name, String signature, String superName, String[] types) {
                        super.visit(Math.max(version, Opcodes.V1_8), access, name, signature, superName, types);
                    }

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String signature, String[] exceptions) {
                        MethodVisitor next = super.visitMethod(access, name, type, signature, exceptions);
                        return new JSRInlinerAdapter(next, access, name, type, signature, exceptions);
                    }
                },
                ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
