package dev.jbuild.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Layers with most that a layer can have: whiteouts, opaque directories, hard links, modes, owners, capabilities, devices, odd names. */
final class OddLayers implements AutoCloseable {
    static final int COUNT = 4;
    private static final long TIME = 1_000_000_000; // seconds
    private static final String CAPABILITY = "\1\0\0\2\0\40" + "\0".repeat(14); // cap_net_raw, effective

    private final TarArchiveOutputStream tar;
    private long time = TIME;

    private OddLayers(OutputStream out) {
        this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    private interface Content {
        void write(OddLayers layer) throws IOException;
    }

    /** Writes them below a directory, bottom first. */
    static List<Path> write(Path directory) throws IOException {
        return List.of(
                write(directory.resolve("1.tar"), OddLayers::base),
                write(directory.resolve("2.tar"), OddLayers::changes),
                write(directory.resolve("3.tar"), OddLayers::impliedDirectories),
                write(directory.resolve("4.tar"), OddLayers::removedAndMadeAgain));
    }

    private static Path write(Path file, Content content) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                OddLayers layer = new OddLayers(out)) {
            content.write(layer);
        }
        return file;
    }

    private void base() throws IOException {
        directory("bin/", 0755, 0, 0);
        file("bin/busybox", 0755, 0, 0, Files.readAllBytes(Path.of("/bin/busybox")));
        link("bin/hard", TarConstants.LF_LINK, "bin/busybox");
        link("bin/sh", TarConstants.LF_SYMLINK, "busybox");
        file("bin/ping", 0755, 0, 0, text("can"), "SCHILY.xattr.security.capability", CAPABILITY);
        file("bin/su", 04755, 0, 0, text("su"));
        file("bin/wall", 02755, 5, 60, text("wall"));
        directory("etc/", 0755, 0, 0);
        file("etc/gone", 0644, 0, 0, text("gone"));
        file("etc/kept", 0640, 1000, 70_000, text("kept"));
        file("etc/none", 0, 1, 1, text("closed"));
        directory("etc/old/", 0755, 0, 0);
        file("etc/old/file", 0644, 0, 0, text("old"));
        directory("full/", 0755, 0, 0);
        file("full/a", 0644, 0, 0, text("a"));
        directory("full/sub/", 0755, 0, 0);
        file("full/sub/b", 0644, 0, 0, text("b"));
        link("link-to-etc", TarConstants.LF_SYMLINK, "etc");
        file("n".repeat(120) + "-ünï côde", 0644, 0, 0, text("name"));
        file("noted", 0644, 0, 0, text("x"), "SCHILY.xattr.user.note", "a value");
        directory("tmp/", 01777, 0, 0);
        directory("was-directory/", 0755, 0, 0);
        file("was-directory/file", 0644, 0, 0, text("in it"));
        file("was-file", 0644, 0, 0, text("file"));
        special("zero", TarConstants.LF_CHR, 1, 5);
        special("pipe", TarConstants.LF_FIFO, 0, 0);
    }

    private void changes() throws IOException {
        directory("etc/", 0711, 3, 4);
        whiteout("etc/.wh.gone");
        whiteout("etc/.wh.old");
        directory("full/", 0750, 12, 13);
        whiteout("full/.wh..wh..opq");
        file("full/new", 0600, 12, 13, text("new"));
        link("full/new-too", TarConstants.LF_LINK, "full/new");
        file("was-directory", 0644, 0, 0, text("a file now"));
        directory("was-file/", 0755, 0, 0);
        file("was-file/inside", 0644, 0, 0, text("inside"));
        directory("tmp/", 0700, 1, 1);
    }

    private void impliedDirectories() throws IOException {
        file("etc/added", 0644, 0, 0, text("its directory is not named"));
        whiteout("bin/.wh.wall");
        file("full/new", 0644, 0, 0, text("newer: the other name keeps what it was"));
    }

    private void removedAndMadeAgain() throws IOException {
        directory("full/", 0755, 0, 0);
        whiteout("full/.wh.new");
        directory("etc/", 0755, 0, 0);
        directory("etc/old/", 0700, 7, 7);
        file("etc/old/again", 0644, 0, 0, text("again"));
        whiteout(".wh.was-file");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void directory(String name, int mode, long uid, long gid) throws IOException {
        put(new TarArchiveEntry(name, TarConstants.LF_DIR), mode, uid, gid);
        tar.closeArchiveEntry();
    }

    private void file(String name, int mode, long uid, long gid, byte[] content, String... header) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        if (header.length > 0) {
            entry.addPaxHeader(header[0], header[1]);
        }
        put(entry, mode, uid, gid);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void whiteout(String name) throws IOException {
        file(name, 0644, 0, 0, new byte[0]);
    }

    private void link(String name, byte kind, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind);
        entry.setLinkName(target);
        put(entry, 0777, 0, 0);
        tar.closeArchiveEntry();
    }

    private void special(String name, byte kind, int major, int minor) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, kind);
        entry.setDevMajor(major);
        entry.setDevMinor(minor);
        put(entry, 0666, 0, 0);
        tar.closeArchiveEntry();
    }

    private void put(TarArchiveEntry entry, int mode, long uid, long gid) throws IOException {
        entry.setMode(mode);
        entry.setUserId(uid);
        entry.setGroupId(gid);
        entry.setModTime(time++ * 1000);
        tar.putArchiveEntry(entry);
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
