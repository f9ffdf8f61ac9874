package dev.jbuild.cache.registry;

import dev.jbuild.core.image.ValidImages;
import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageManifest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.OciJsonReader;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.fakes.InMemoryBlobStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Small images for registries. */
final class TestImages {
    static final Platform AMD64 = new Platform("linux", "amd64");

    private static final Map<Recipe, Sample> MADE = new ConcurrentHashMap<>();

    private static final Set<Digest> VALID = ConcurrentHashMap.newKeySet();

    private TestImages() {}

    /** An image as the documents and blobs that it is made of. */
    record Sample(byte[] manifest, byte[] config, List<byte[]> layers) {
        Digest digest() {
            return Digest.of(manifest);
        }

        /** Of its layers, as the manifest has them. */
        List<Digest> layerDigests() {
            try {
                return OciJsonReader.readManifest(manifest).layers().stream()
                        .map(Descriptor::digest)
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void validate() throws IOException {
            InMemoryBlobStore all = new InMemoryBlobStore();
            all.put(config);
            for (byte[] layer : layers) {
                all.put(layer);
            }
            ValidImages.among(all, List.of(all.put(manifest)));
        }
    }

    private record Recipe(Platform platform, int layers, int fileBytes) {}

    /** An image of so many gzip layers, each with one file of so many random bytes. Each is made once; nobody changes its arrays. */
    static Sample image(Platform platform, int layers, int fileBytes) throws IOException {
        Recipe recipe = new Recipe(platform, layers, fileBytes);
        Sample made = MADE.get(recipe);
        if (made == null) {
            made = make(recipe);
            MADE.put(recipe, made);
        }
        return made;
    }

    private static Sample make(Recipe recipe) throws IOException {
        List<byte[]> blobs = new ArrayList<>();
        List<DiffId> diffIds = new ArrayList<>();
        List<Descriptor> descriptors = new ArrayList<>();
        for (int i = 0; i < recipe.layers; i++) {
            byte[] tar = tar("file-" + i, recipe.fileBytes, i);
            byte[] blob = gzip(tar);
            blobs.add(blob);
            diffIds.add(new DiffId(Digest.of(tar)));
            descriptors.add(new Descriptor(MediaType.OCI_LAYER_GZIP, Digest.of(blob), blob.length));
        }
        byte[] config = OciJson.write(
                new ImageConfig(Instant.EPOCH, "", recipe.platform, ContainerConfig.EMPTY, diffIds, List.of()));
        byte[] manifest = OciJson.write(new ImageManifest(
                MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, Digest.of(config), config.length),
                descriptors,
                Map.of()));
        Sample sample = new Sample(manifest, config, blobs);
        sample.validate();
        VALID.add(sample.digest());
        return sample;
    }

    /** True for the manifest of an image that was made here: it and all that it names was held to the image-spec then. */
    static boolean isValid(Digest manifest) {
        return VALID.contains(manifest);
    }

    static void serve(TestRegistry registry, String repository, String tag, Sample image) {
        registry.putBlob(repository, image.config);
        image.layers.forEach(layer -> registry.putBlob(repository, layer));
        for (String name : new String[] {tag, image.digest().toString()}) {
            registry.put("/v2/" + repository + "/manifests/" + name, MediaType.OCI_MANIFEST.value(), image.manifest);
        }
    }

    /** An index that names one document so many times. */
    static byte[] index(MediaType type, byte[] document, int times) {
        Descriptor descriptor = new Descriptor(type, Digest.of(document), document.length).withPlatform(AMD64);
        return OciJson.write(new ImageIndex(MediaType.OCI_INDEX, Collections.nCopies(times, descriptor), Map.of()));
    }

    private static byte[] tar(String name, int bytes, long seed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            byte[] content = new byte[bytes];
            new Random(seed).nextBytes(content);
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(bytes);
            entry.setModTime(0L);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
