package dev.jbuild.cache;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.BlobWriter;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheKey;
import dev.jbuild.core.store.CacheRecord;
import dev.jbuild.core.store.StoreLocks;
import dev.jbuild.core.store.contracts.SampleIndexes;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** What a test's other process does; see the methods. Every word is of the command line, every line on stdout an event. */
public final class StoreProcess {
    private StoreProcess() {}

    public static void main(String[] args) throws Exception {
        try (DirectoryStore store = DirectoryStore.open(Path.of(args[0]))) {
            switch (args[1]) {
                case "lock" -> lock(store, args[2], StoreLocks.Mode.valueOf(args[3]));
                case "lease" -> lease(store, Digest.parse(args[2]));
                case "count" -> count(store, Path.of(args[2]), Integer.parseInt(args[3]));
                case "build" -> build(store, Long.parseLong(args[2]), Integer.parseInt(args[3]));
                default -> throw new IllegalArgumentException(args[1]);
            }
        }
    }

    /** Holds a lock until a line comes. */
    private static void lock(DirectoryStore store, String name, StoreLocks.Mode mode) throws Exception {
        try (BuildStore build = store.openBuild();
                StoreLocks.Hold hold = build.locks()
                        .acquire(StoreLocks.Level.CONTENT_KEY, Digest.ofUtf8(name), mode, holder -> say("waiting"))
                        .toCompletableFuture()
                        .get()) {
            say(hold == null ? "nothing" : "held");
            awaitLine();
        }
    }

    /** Keeps a blob, which is looked at, and has something in scratch, until a line comes. */
    private static void lease(DirectoryStore store, Digest blob) throws IOException {
        try (BuildStore build = store.openBuild()) {
            boolean there = build.blobs().contains(blob);
            Files.writeString(build.layers().scratch("upper").resolve("file"), "x");
            say(build.lease().build() + " " + there);
            awaitLine();
        }
    }

    /** Adds one to a number in a file, many times, under a lock: any two inside at once lose a count. */
    private static void count(DirectoryStore store, Path file, int times) throws Exception {
        try (BuildStore build = store.openBuild()) {
            for (int i = 0; i < times; i++) {
                try (StoreLocks.Hold hold = build.locks()
                        .acquire(
                                StoreLocks.Level.DEFINITION_KEY,
                                Digest.ofUtf8("counter"),
                                StoreLocks.Mode.EXCLUSIVE,
                                holder -> {})
                        .toCompletableFuture()
                        .get()) {
                    int count = Integer.parseInt(Files.readString(file).strip());
                    Files.writeString(file, Integer.toString(count + (hold == null ? 0 : 1)));
                }
            }
        }
        say("done");
    }

    /** Builds images one after the other, as a build does, and says which are reported. */
    private static void build(DirectoryStore store, long seed, int images) throws Exception {
        say("started");
        for (int i = 0; i < images; i++) {
            try (BuildStore build = store.openBuild()) {
                String name = "image-" + seed + "-" + i;
                putImage(build, name, seed * 1000 + i);
                build.publish();
                say(name);
            }
        }
    }

    /** An image of three layers with their records. */
    static Descriptor putImage(BuildStore build, String name, long seed) throws Exception {
        Random random = new Random(seed);
        DiffId[] layers = new DiffId[3];
        Descriptor[] blobs = new Descriptor[3];
        for (int i = 0; i < 3; i++) {
            byte[] bytes = layer(random);
            try (BlobWriter writer = build.blobs().create()) {
                for (int start = 0; start < bytes.length; start += 5_000) {
                    writer.write(bytes, start, Math.min(5_000, bytes.length - start));
                }
                layers[i] = new DiffId(writer.commit());
            }
            blobs[i] = new Descriptor(MediaType.OCI_LAYER, layers[i].digest(), bytes.length);
            build.layers().putIndex(layers[i], SampleIndexes.ofFiles(5 + random.nextInt(20)));
            build.cache()
                    .put(
                            new CacheKey("run/1", Digest.ofUtf8(name + " " + i)),
                            new CacheRecord(
                                    layers[i],
                                    Digest.ofUtf8("base"),
                                    Digest.ofUtf8("c"),
                                    Instant.EPOCH,
                                    Instant.EPOCH,
                                    build.lease().build(),
                                    1));
        }
        byte[] config = OciJson.write(new ImageConfig(
                Instant.EPOCH, "", new Platform("linux", "amd64"), ContainerConfig.EMPTY, List.of(layers), List.of()));
        Digest configDigest = build.blobs().put(config);
        byte[] manifest = OciJson.write(new ImageManifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, configDigest, config.length),
                List.of(blobs),
                Map.of()));
        Descriptor descriptor =
                new Descriptor(MediaType.OCI_MANIFEST, build.blobs().put(manifest), manifest.length);
        build.images().put(ImageReference.parse(name), descriptor);
        return descriptor;
    }

    /** A tar of one file of 20 to 70 kB. */
    private static byte[] layer(Random random) throws IOException {
        byte[] content = new byte[20_000 + random.nextInt(50_000)];
        random.nextBytes(content);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry("file");
            entry.setSize(content.length);
            entry.setModTime(0L);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void awaitLine() throws IOException {
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    }
}
