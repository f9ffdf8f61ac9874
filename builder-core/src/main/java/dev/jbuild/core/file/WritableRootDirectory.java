package dev.jbuild.core.file;

import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A {@link RootDirectory} in which files are made. The same law: no link is ever followed. Nothing is overwritten unless a method
 * says so; something in the way is {@link java.nio.file.FileAlreadyExistsException}.
 */
public interface WritableRootDirectory extends RootDirectory {

    /** Makes one directory. */
    void makeDirectory(TreePath path, int mode) throws IOException;

    /** Makes a regular file and returns the stream that fills it; the caller closes. */
    OutputStream create(TreePath path, int mode) throws IOException;

    /** A second name for an existing file that is no directory. */
    void hardLink(TreePath existing, TreePath link) throws IOException;

    void symbolicLink(TreePath link, byte[] target) throws IOException;

    /**
     * Makes symbolic links in this order, each with its owner and time: a base image can have hundreds. What makes many at a time
     * overrides this; then after a failure later ones may be there, too, and what was in the way is as it was.
     */
    default void symbolicLinks(List<NewSymlink> links) throws IOException {
        for (NewSymlink link : links) {
            symbolicLink(link.path(), link.target());
            if (link.uid() != NewSymlink.MAKER || link.gid() != NewSymlink.MAKER) {
                changeOwner(link.path(), link.uid(), link.gid());
            }
            changeTime(link.path(), link.mtimeSeconds());
        }
    }

    /** A FIFO, a socket or a device; a device needs the privilege for it, save the 0/0 character device of a whiteout. */
    void makeNode(TreePath path, FileKind kind, int mode, int major, int minor) throws IOException;

    /** Sets the owner, of a link itself when it is one. */
    void changeOwner(TreePath path, long uid, long gid) throws IOException;

    /** Sets the 07777 bits; a link is refused. */
    void changeMode(TreePath path, int mode) throws IOException;

    /** Sets the mtime (and atime), of a link itself when it is one. */
    void changeTime(TreePath path, long mtimeSeconds) throws IOException;

    /** Sets one extended attribute of any name, {@code trusted.overlay.opaque} too; {@code XattrPolicy} is the caller's. */
    void setXattr(TreePath path, String name, byte[] value) throws IOException;

    /** Deletes a file or an empty directory. */
    void delete(TreePath path) throws IOException;

    /** Deletes a file or a directory with all that is in it; nothing there is fine. */
    void deleteTree(TreePath path) throws IOException;

    void rename(TreePath from, TreePath to) throws IOException;
}
