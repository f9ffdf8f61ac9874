package dev.jbuild.core.context;

import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.ReadFiles;
import dev.jbuild.core.tree.TreePath;
import java.util.ArrayList;
import java.util.List;

/** Small files of a batch whose digests nobody knows, to be read at once. Used by one thread. */
final class UnreadFiles {
    static final int MOST_BYTES = 128 * 1024; // 128 KiB; larger ones are read one by one

    private final List<TreePath> paths = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private int[] sizesBytes = new int[16];

    /** Adds the file that has this place in its batch. */
    void add(int place, TreePath path, FileStat stat) {
        if (paths.size() == sizesBytes.length) {
            sizesBytes = java.util.Arrays.copyOf(sizesBytes, 2 * sizesBytes.length);
        }
        sizesBytes[paths.size()] = (int) stat.sizeBytes();
        places.add(place);
        paths.add(path);
    }

    boolean isEmpty() {
        return paths.isEmpty();
    }

    int size() {
        return paths.size();
    }

    List<TreePath> paths() {
        return paths;
    }

    int[] sizesBytes() {
        return java.util.Arrays.copyOf(sizesBytes, paths.size());
    }

    int place(int file) {
        return places.get(file);
    }

    /** Hands on what was read to who keeps it, if there is room. */
    void keep(ReadFiles read, KeptContents kept) {
        if (read.bytes().length == 0 || !kept.takes(read.bytes().length, paths.size())) {
            return;
        }
        for (int i = 0; i < paths.size(); i++) {
            if (read.has(i)) {
                kept.put(paths.get(i), new KeptContents.Content(read.bytes(), read.start(i), sizesBytes[i]));
            }
        }
    }
}
