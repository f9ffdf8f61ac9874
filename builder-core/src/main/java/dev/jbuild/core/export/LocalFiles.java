package dev.jbuild.core.export;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.export.LocalExporter.Owners;
import dev.jbuild.core.file.FileKind;
import dev.jbuild.core.file.FileStat;
import dev.jbuild.core.file.WritableRootDirectory;
import dev.jbuild.core.layer.LinkedFile;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the files of one image below a directory. Used by one thread, once. */
final class LocalFiles implements TreeEntry.Cases<LocalFiles.Making> {
    private static final int PRIVATE_FILE = 0600; // while it is written
    private static final int PRIVATE_DIRECTORY = 0700;
    private static final int CLAIM_FILE = 0644;
    private static final int LENT_RIGHTS = 06000; // setuid and setgid
    private static final String CAPABILITIES = "security.capability";
    private static final int COPY_BYTES = 128 * 1024; // 128 KiB

    private final ImageTree files;
    private final WritableRootDirectory target;
    private final TreePath prefix;
    private final FilesForm form;
    private final Owners owners;
    private final TreePath temporary =
            TreePath.of(".jbuild-" + ProcessHandle.current().pid() + ".tmp");
    private final Map<LinkedFile, TreePath> firstNames = new HashMap<>();
    private final List<Finish> directories = new ArrayList<>();
    private long sizeBytes;

    /** Makes what an entry is at a path where nothing is. */
    interface Making {
        void make(TreePath path) throws IOException;
    }

    private record Finish(TreePath path, TreeEntry entry) {}

    LocalFiles(ImageTree files, WritableRootDirectory target, FilesForm form, Owners owners) {
        this.files = files;
        this.target = target;
        this.prefix = files.prefix();
        this.form = form;
        this.owners = owners;
    }

    /** The number of bytes written. */
    long write() throws IOException {
        if (!prefix.isRoot()) {
            enterDirectory(prefix);
        }
        files.tree().walk(TreePath.ROOT, this::write);
        for (ImageTree.ClaimFile claim : files.claims()) {
            replace(claim.path(), beside -> makeClaim(claim, beside));
        }
        for (int i = directories.size() - 1; i >= 0; i--) { // what is made in a directory changes its time
            setAttributes(directories.get(i).path, directories.get(i).entry);
        }
        return sizeBytes;
    }

    private void write(TreePath path, TreeEntry entry) throws IOException {
        TreePath place = prefix.resolve(path);
        if (entry instanceof TreeEntry.Directory) {
            if (!path.isRoot()) {
                enterDirectory(place);
                directories.add(new Finish(place, entry));
            }
            if (form.existing() == FilesForm.Existing.DELETED) {
                deleteOthers(place, files.tree().children(path).keySet());
            }
            return;
        }
        Optional<TreePath> first = LinkedFile.of(files.tree(), path).map(inode -> firstNames.putIfAbsent(inode, place));
        if (first.isPresent()) {
            replace(place, beside -> target.hardLink(first.get(), beside));
        } else if (entry instanceof TreeEntry.RegularFile file) {
            replace(place, beside -> makeFile(path, file, beside));
        } else {
            replace(place, entry.match(this));
        }
    }

    private void enterDirectory(TreePath place) throws IOException {
        Optional<FileStat> there = target.stat(place);
        if (there.isPresent() && there.get().kind() == FileKind.DIRECTORY) {
            target.changeMode(place, there.get().mode() | PRIVATE_DIRECTORY);
            return;
        }
        if (there.isPresent()) {
            target.delete(place);
        }
        target.makeDirectory(place, PRIVATE_DIRECTORY);
    }

    private void deleteOthers(TreePath directory, Set<TreePath> names) throws IOException {
        for (TreePath name : target.list(directory)) {
            if (!names.contains(name)) {
                target.deleteTree(directory.resolve(name));
            }
        }
    }

    private void replace(TreePath place, Making making) throws IOException {
        TreePath beside = place.parent().resolve(temporary);
        target.deleteTree(beside);
        try {
            making.make(beside);
            target.deleteTree(place);
            target.rename(beside, place);
        } catch (IOException | RuntimeException e) {
            try {
                target.deleteTree(beside);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private void makeFile(TreePath path, TreeEntry.RegularFile file, TreePath beside) throws IOException {
        try (InputStream bytes = files.contents().open(files.tree(), path);
                OutputStream out = target.create(beside, PRIVATE_FILE)) {
            byte[] buffer = new byte[COPY_BYTES];
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                out.write(buffer, 0, count);
            }
        }
        setAttributes(beside, file);
        sizeBytes += file.sizeBytes();
    }

    private void makeClaim(ImageTree.ClaimFile claim, TreePath beside) throws IOException {
        try (OutputStream out = target.create(beside, PRIVATE_FILE)) {
            out.write(claim.bytes());
        }
        target.changeMode(beside, CLAIM_FILE);
        target.changeTime(beside, form.time(0));
        sizeBytes += claim.bytes().length;
    }

    @Override
    public Making symlink(TreeEntry.Symlink link) {
        return beside -> {
            target.symbolicLink(beside, link.target());
            if (owners == Owners.IMAGE) {
                target.changeOwner(
                        beside, link.attributes().uid(), link.attributes().gid());
            }
            target.changeTime(beside, form.time(link.attributes().mtimeSeconds()));
        };
    }

    @Override
    public Making special(TreeEntry.Special special) {
        FileKind kind = switch (special.type()) {
            case FIFO -> FileKind.FIFO;
            case SOCKET -> FileKind.SOCKET;
            case CHARACTER_DEVICE -> FileKind.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> FileKind.BLOCK_DEVICE;
        };
        return beside -> {
            try {
                target.makeNode(beside, kind, PRIVATE_FILE, special.major(), special.minor());
            } catch (IOException e) {
                throw cannotMake(special, e);
            }
            setAttributes(beside, special);
        };
    }

    private static BuildException cannotMake(TreeEntry.Special special, IOException e) {
        return BuildException.of(
                        ErrorCode.PERMISSION_DENIED,
                        "cannot make the device %d:%d of the image: %s"
                                .formatted(special.major(), special.minor(), e.getMessage()))
                .withHint("take type=tar, which holds devices, or run as root")
                .withCause(e);
    }

    @Override
    public Making directory(TreeEntry.Directory directory) {
        throw new IllegalArgumentException("directories are entered, not replaced");
    }

    @Override
    public Making regularFile(TreeEntry.RegularFile file) {
        throw new IllegalArgumentException("files are made with their bytes");
    }

    /** The owner first, as changing it takes setuid and capabilities away. */
    private void setAttributes(TreePath path, TreeEntry entry) throws IOException {
        Attributes attributes = entry.attributes();
        boolean lend = owners == Owners.IMAGE || entry instanceof TreeEntry.Directory;
        if (owners == Owners.IMAGE) {
            target.changeOwner(path, attributes.uid(), attributes.gid());
        }
        for (Map.Entry<String, byte[]> xattr : attributes.xattrs().entrySet()) {
            if (owners == Owners.IMAGE || !xattr.getKey().equals(CAPABILITIES)) {
                target.setXattr(path, xattr.getKey(), xattr.getValue());
            }
        }
        target.changeMode(path, lend ? attributes.mode() : attributes.mode() & ~LENT_RIGHTS);
        target.changeTime(path, form.time(attributes.mtimeSeconds()));
    }
}
