package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A descriptor as fields of a framed file. */
final class DescriptorCodec {
    private DescriptorCodec() {}

    static void write(FrameWriter frame, Descriptor descriptor) throws IOException {
        frame.text(descriptor.mediaType().value());
        frame.digest(descriptor.digest());
        frame.i64(descriptor.sizeBytes());
        frame.u16(descriptor.urls().size());
        for (String url : descriptor.urls()) {
            frame.text(url);
        }
        frame.u16(descriptor.annotations().size());
        for (Map.Entry<String, String> annotation : new TreeMap<>(descriptor.annotations()).entrySet()) {
            frame.text(annotation.getKey());
            frame.text(annotation.getValue());
        }
        Optional<Platform> platform = descriptor.platformIfAny();
        frame.u8(platform.isPresent() ? 1 : 0);
        if (platform.isPresent()) {
            frame.text(platform.get().os());
            frame.text(platform.get().architecture());
            frame.text(platform.get().variant());
            frame.text(platform.get().osVersion());
        }
    }

    static Descriptor read(FrameReader frame) throws IOException {
        MediaType mediaType = new MediaType(frame.text());
        Digest digest = frame.digest();
        long sizeBytes = frame.i64();
        List<String> urls = new ArrayList<>();
        for (int left = frame.u16(); left > 0; left--) {
            urls.add(frame.text());
        }
        Map<String, String> annotations = new HashMap<>();
        for (int left = frame.u16(); left > 0; left--) {
            annotations.put(frame.text(), frame.text());
        }
        @Nullable
        Platform platform =
                frame.u8() == 0 ? null : new Platform(frame.text(), frame.text(), frame.text(), frame.text());
        return new Descriptor(mediaType, digest, sizeBytes, urls, annotations, platform);
    }
}
