package dev.jbuild.core.layer;

import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.util.Arrays;

/** Makes the tar header of each type of file that has no bytes. */
final class EntryHeaders implements TreeEntry.Cases<byte[]> {
    private final TreePath path;

    EntryHeaders(TreePath path) {
        this.path = path;
    }

    /** The root is {@code ./}; the names of directories end with a slash. */
    @Override
    public byte[] directory(TreeEntry.Directory directory) {
        byte[] name = path.isRoot() ? new byte[] {'.'} : path.toBytes();
        byte[] withSlash = Arrays.copyOf(name, name.length + 1);
        withSlash[name.length] = '/';
        return TarHeader.of(TarFormat.DIRECTORY, withSlash, directory.attributes(), 0);
    }

    @Override
    public byte[] regularFile(TreeEntry.RegularFile file) {
        throw new IllegalArgumentException("\"" + path + "\" is a regular file and needs its bytes");
    }

    @Override
    public byte[] symlink(TreeEntry.Symlink link) {
        return TarHeader.ofLink(TarFormat.SYMLINK, path.toBytes(), link.attributes(), link.target());
    }

    @Override
    public byte[] special(TreeEntry.Special special) {
        return switch (special.type()) {
            case FIFO -> TarHeader.of(TarFormat.FIFO, path.toBytes(), special.attributes(), 0);
            case CHARACTER_DEVICE -> device(TarFormat.CHARACTER_DEVICE, special);
            case BLOCK_DEVICE -> device(TarFormat.BLOCK_DEVICE, special);
            case SOCKET -> throw new IllegalArgumentException("\"" + path + "\" is a socket");
        };
    }

    private byte[] device(byte type, TreeEntry.Special special) {
        return TarHeader.ofDevice(type, path.toBytes(), special.attributes(), special.major(), special.minor());
    }
}
