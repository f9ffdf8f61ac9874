package dev.jbuild.core.layer;

import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.NewSymlink;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes single files of a directory form, each with all its attributes. Used by one thread. */
final class FormWriter {
    private static final String OPAQUE_XATTR = "user.overlay.opaque";
    private static final String ROOTS_OPAQUE_XATTR =
            "trusted.overlay.opaque"; // what an overlay reads that is not told userxattr
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_BYTES = 64 * 1024; // written at once
    private static final int PRIVATE_FILE = 0600; // while it is written
    private static final int PRIVATE_DIRECTORY = 0700;

    private final WritableRootDirectory target;
    private final FormRights rights;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final List<NewSymlink> symlinks = new ArrayList<>(); // yet to be made

    FormWriter(WritableRootDirectory target, FormRights rights) {
        this.target = target;
        this.rights = rights;
    }

    /** A directory, to be filled; its attributes come when that is done. */
    void makeDirectory(TreePath path) throws IOException {
        if (!path.isRoot()) {
            target.makeDirectory(path, PRIVATE_DIRECTORY);
        }
    }

    void finishDirectory(TreePath path, Attributes attributes) throws IOException {
        setAttributes(path, attributes);
    }

    void file(TreePath path, Attributes attributes, InputStream bytes) throws IOException {
        try (OutputStream out = target.create(path, PRIVATE_FILE)) {
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                out.write(buffer, 0, count);
            }
        }
        setAttributes(path, attributes);
    }

    void link(TreePath existing, TreePath path) throws IOException {
        target.hardLink(existing, path);
    }

    /** A symbolic link, which is there when {@link #finishSymlinks} has returned: many are made at a time. */
    void symlink(TreePath path, TreeEntry.Symlink link) {
        boolean owned = rights != FormRights.SINGLE_ID;
        symlinks.add(new NewSymlink(
                path,
                link.target(),
                owned ? link.attributes().uid() : NewSymlink.MAKER,
                owned ? link.attributes().gid() : NewSymlink.MAKER,
                link.attributes().mtimeSeconds()));
    }

    void finishSymlinks() throws IOException {
        if (!symlinks.isEmpty()) {
            target.symbolicLinks(symlinks);
            symlinks.clear();
        }
    }

    /** A FIFO, or a device where one may be made; sockets and other devices are left out. */
    void special(TreePath path, TreeEntry.Special special) throws IOException {
        FileKind kind = switch (special.type()) {
            case FIFO -> FileKind.FIFO;
            case SOCKET -> FileKind.SOCKET;
            case CHARACTER_DEVICE -> FileKind.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> FileKind.BLOCK_DEVICE;
        };
        if (kind == FileKind.FIFO || kind != FileKind.SOCKET && rights == FormRights.ROOT) {
            target.makeNode(path, kind, PRIVATE_FILE, special.major(), special.minor());
            setAttributes(path, special.attributes());
        }
    }

    void whiteout(TreePath path) throws IOException {
        target.makeNode(path, FileKind.CHARACTER_DEVICE, 0, 0, 0);
    }

    void markOpaque(TreePath directory) throws IOException {
        target.setXattr(directory, OPAQUE_XATTR, YES);
        if (rights == FormRights.ROOT) {
            try {
                target.setXattr(directory, ROOTS_OPAQUE_XATTR, YES);
            } catch (AccessDeniedException e) {
                return; // root that may not set it may not mount either what would read it
            }
        }
    }

    /** The owner first, as changing it takes setuid and capabilities away; the mode after what needs the right to write. */
    private void setAttributes(TreePath path, Attributes attributes) throws IOException {
        if (rights != FormRights.SINGLE_ID) {
            target.changeOwner(path, attributes.uid(), attributes.gid());
        }
        for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
            target.setXattr(path, xattr.getKey(), xattr.getValue());
        }
        target.changeMode(path, attributes.mode());
        target.changeTime(path, attributes.mtimeSeconds());
    }
}
