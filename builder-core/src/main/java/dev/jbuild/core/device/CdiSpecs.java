package dev.jbuild.core.device;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.file.RootDirectory;
import dev.jbuild.core.file.UnsafePathException;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All files of the Container Device Interface of a machine. They are read anew for each name. Thread-safe. */
final class CdiSpecs {
    private static final int MOST_BYTES = 1 << 20;

    private final RootDirectories directories;
    private final List<Path> places;

    CdiSpecs(RootDirectories directories, List<Path> places) {
        this.directories = directories;
        this.places = List.copyOf(places);
    }

    /** A device and the file that it is from. */
    record Found(CdiSpec spec, CdiSpec.Device device) {
        String name() {
            return spec.kind() + "=" + device.name();
        }
    }

    /** The devices that a name asks for. One that is not there though a file cannot be read is told by that file's fault. */
    List<Found> find(String name) throws IOException {
        List<BuildException> faults = new ArrayList<>();
        Map<String, Found> all = read(faults);
        List<Found> found = CdiName.parse(name)
                .map(parsed -> find(all, parsed))
                .orElseGet(() -> all.values().stream()
                        .filter(device -> device.device().group().equals(name))
                        .toList());
        if (found.isEmpty() && !faults.isEmpty()) {
            throw faults.get(0);
        }
        return found;
    }

    private static List<Found> find(Map<String, Found> all, CdiName name) {
        List<Found> ofKind = all.values().stream()
                .filter(device -> device.spec().kind().equals(name.kind()))
                .toList();
        if (name.device().isEmpty()) {
            return ofKind.stream().limit(1).toList();
        }
        return ofKind.stream()
                .filter(device -> name.device().equals(CdiName.ALL)
                        || name.device().equals(device.device().name()))
                .toList();
    }

    /** By their whole names, in the order in which they are first named. */
    private Map<String, Found> read(List<BuildException> faults) throws IOException {
        Map<String, Found> all = new LinkedHashMap<>();
        for (Path place : places) {
            try (RootDirectory directory = directories.open(place)) {
                for (TreePath file : directory.list(TreePath.ROOT)) {
                    if (isSpec(file.toString())) {
                        read(place, directory, file, faults)
                                .ifPresent(spec -> spec.devices()
                                        .forEach(device ->
                                                all.put(spec.kind() + "=" + device.name(), new Found(spec, device))));
                    }
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                // Most machines have none.
            }
        }
        return all;
    }

    private static boolean isSpec(String name) {
        return name.endsWith(".json") || name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private static Optional<CdiSpec> read(
            Path place, RootDirectory directory, TreePath file, List<BuildException> faults) throws IOException {
        String path = place.resolve(file.toString()).toString();
        try {
            if (directory
                    .stat(file)
                    .filter(stat -> stat.kind() == FileKind.REGULAR)
                    .isEmpty()) {
                return Optional.empty();
            }
            try (InputStream in = directory.open(file)) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                if (bytes.length > MOST_BYTES) {
                    throw BuildException.of(ErrorCode.FEATURE_MISSING, path + ": got more than a mebibyte");
                }
                return Optional.of(CdiReader.read(path, bytes));
            }
        } catch (BuildException e) {
            faults.add(e);
        } catch (UnsafePathException | NoSuchFileException e) {
            // It has just gone, or is another than it was: then it is not there.
        }
        return Optional.empty();
    }
}
