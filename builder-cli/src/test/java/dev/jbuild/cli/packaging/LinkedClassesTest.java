package dev.jbuild.cli.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

@Tag("smoke")
class LinkedClassesTest {
    private static final String SAMPLES = "dev/jbuild/cli/packaging/LinkedSamples";

    @Test
    void classesSayTheSameWhenTheyAreRewritten() throws Exception {
        Map<String, byte[]> classes = samples();
        assertThat(linkings(classes)).as("what is there to rewrite").hasSizeGreaterThan(30);

        Map<String, byte[]> linked = LinkedClasses.link(classes);

        assertThat(linkings(linked)).isEmpty();
        assertThat(namedVariables(classes)).isPositive();
        assertThat(namedVariables(linked)).isZero();
        assertThat(said(linked)).isEqualTo(new LinkedSamples().get()).hasSizeGreaterThan(15);
    }

    private static Map<String, byte[]> samples() throws IOException {
        Path directory = Path.of(LinkedSamples.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        Map<String, byte[]> classes = new TreeMap<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory.resolve(SAMPLES).getParent(), "LinkedSamples*.class")) {
            for (Path file : files) {
                classes.put(directory.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return classes;
    }

    private static List<?> said(Map<String, byte[]> classes) throws ReflectiveOperationException {
        ClassLoader loader = new ClassLoader(Supplier.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = classes.get(name.replace('.', '/') + ".class");
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
        var constructor = loader.loadClass(SAMPLES.replace('/', '.'))
                .asSubclass(Supplier.class)
                .getDeclaredConstructor();
        constructor.setAccessible(true);
        return (List<?>) constructor.newInstance().get();
    }

    /** The places of {@code invokedynamic}, CLASS.METHOD. */
    private static int namedVariables(Map<String, byte[]> classes) {
        int[] count = {0};
        for (byte[] bytes : classes.values()) {
            new ClassReader(bytes)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(int f, String n, String t, String s, String[] x) {
                                    return new MethodVisitor(Opcodes.ASM9) {
                                        @Override
                                        public void visitLocalVariable(
                                                String n, String t, String s, Label from, Label to, int index) {
                                            count[0]++;
                                        }
                                    };
                                }
                            },
                            0);
        }
        return count[0];
    }

    private static List<String> linkings(Map<String, byte[]> classes) {
        List<String> found = new ArrayList<>();
        for (byte[] bytes : classes.values()) {
            ClassReader reader = new ClassReader(bytes);
            reader.accept(
                    new ClassVisitor(Opcodes.ASM9) {
                        @Override
                        public MethodVisitor visitMethod(
                                int access, String name, String type, String signature, String[] thrown) {
                            return new MethodVisitor(Opcodes.ASM9) {
                                @Override
                                public void visitInvokeDynamicInsn(String n, String t, Handle maker, Object... more) {
                                    found.add(reader.getClassName() + "." + name);
                                }
                            };
                        }
                    },
                    0);
        }
        return found;
    }
}
