package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.ImageIndex;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.OciFormatException;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.oci.OciJsonReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The index.json of a layout: its images with the names that they go by there. */
final class LayoutIndex {
    private static final String FULL_NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private LayoutIndex() {}

    /** The index of these images, and of those of an older one that have other names. */
    static byte[] of(List<LayoutExporter.Named> images, Optional<byte[]> older) {
        List<Descriptor> manifests = new ArrayList<>();
        images.forEach(named -> manifests.addAll(descriptors(named)));
        return merged(manifests, older);
    }

    /** The index of one manifest or index by a short name, and of what an older one has by other names. */
    static byte[] of(Descriptor root, String name, Optional<byte[]> older) {
        Map<String, String> annotations = new HashMap<>(root.annotations());
        annotations.remove(FULL_NAME);
        annotations.remove(REF_NAME);
        if (!name.isEmpty()) {
            annotations.put(REF_NAME, name);
        }
        return merged(List.of(root.withAnnotations(annotations)), older);
    }

    private static byte[] merged(List<Descriptor> manifests, Optional<byte[]> older) {
        Set<String> names = new HashSet<>();
        manifests.forEach(manifest -> names.add(identity(manifest)));
        List<Descriptor> all = new ArrayList<>();
        older.ifPresent(bytes -> read(bytes).manifests().stream()
                .filter(manifest -> !names.contains(identity(manifest)))
                .forEach(all::add));
        all.addAll(manifests);
        return OciJson.write(new ImageIndex(MediaType.OCI_INDEX, all, Map.of()));
    }

    private static List<Descriptor> descriptors(LayoutExporter.Named named) {
        Descriptor root = named.image().root();
        Descriptor manifest = root.mediaType().isIndex()
                ? root
                : root.withPlatform(named.image().first().config().platform());
        if (named.names().isEmpty()) {
            return List.of(manifest);
        }
        List<Descriptor> descriptors = new ArrayList<>();
        for (ImageReference reference : named.names()) {
            Map<String, String> annotations = new HashMap<>(manifest.annotations());
            annotations.put(FULL_NAME, reference.toString());
            if (!reference.tag().isEmpty()) {
                annotations.put(REF_NAME, reference.tag());
            }
            descriptors.add(manifest.withAnnotations(annotations));
        }
        return descriptors;
    }

    /** What an image of a layout is found by: its full name, else its short one, else its digest. */
    private static String identity(Descriptor manifest) {
        Map<String, String> annotations = manifest.annotations();
        return annotations.getOrDefault(
                FULL_NAME, annotations.getOrDefault(REF_NAME, manifest.digest().toString()));
    }

    private static ImageIndex read(byte[] bytes) {
        try {
            return OciJsonReader.readIndex(bytes);
        } catch (OciFormatException e) {
            throw BuildException.of(
                            ErrorCode.USAGE,
                            "cannot add to the layout of the destination: its index.json is wrong: " + e.getMessage())
                    .withHint("name an empty directory")
                    .withCause(e);
        }
    }
}
