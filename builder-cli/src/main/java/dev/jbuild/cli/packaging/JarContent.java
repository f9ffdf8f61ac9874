package dev.jbuild.cli.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * A jar in memory. Maven's own notes in it and descriptors of modules are left out: the program runs from a class path.
 *
 * @param timeMillis of all entries when it is written
 */
record JarContent(Manifest manifest, Map<String, byte[]> classes, Map<String, byte[]> resources, long timeMillis) {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    static JarContent read(Path jar) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        Map<String, byte[]> resources = new TreeMap<>();
        long timeMillis = 0;
        try (JarInputStream in = new JarInputStream(Files.newInputStream(jar))) {
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                String name = entry.getName();
                timeMillis = Math.max(timeMillis, entry.getTime());
                if (name.endsWith(".class") && !name.endsWith("module-info.class")) {
                    classes.put(name, in.readAllBytes());
                } else if (!entry.isDirectory() && !name.startsWith("META-INF/maven/")) {
                    resources.put(name, in.readAllBytes());
                }
            }
            Manifest manifest = in.getManifest() == null ? new Manifest() : in.getManifest();
            return new JarContent(manifest, classes, resources, timeMillis);
        }
    }

    /** Takes in what another one has; its manifest is dropped. */
    void add(JarContent other) throws IOException {
        add(classes, other.classes);
        add(resources, other.resources);
    }

    private static void add(Map<String, byte[]> all, Map<String, byte[]> added) throws IOException {
        for (Map.Entry<String, byte[]> entry : added.entrySet()) {
            byte[] earlier = all.put(entry.getKey(), entry.getValue());
            if (earlier != null && !Arrays.equals(earlier, entry.getValue())) {
                throw new IOException("two jars have different files called " + entry.getKey());
            }
        }
    }

    /** Writes it with its entries in order and stored as they are, so that the same content gives the same bytes. */
    void write(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.setMethod(ZipEntry.STORED);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            manifest.write(bytes);
            put(out, MANIFEST, bytes.toByteArray());
            for (Map<String, byte[]> files : List.of(resources, classes)) {
                for (Map.Entry<String, byte[]> entry : files.entrySet()) {
                    put(out, entry.getKey(), entry.getValue());
                }
            }
        }
    }

    private void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
        JarEntry entry = new JarEntry(name);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        entry.setCrc(checksum.getValue());
        entry.setSize(bytes.length);
        entry.setTime(timeMillis);
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
