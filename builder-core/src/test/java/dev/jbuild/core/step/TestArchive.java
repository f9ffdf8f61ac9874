package dev.jbuild.core.step;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;

/** Tars made of a listing, in its order, with nothing implied added. */
public final class TestArchive {
    private TestArchive() {}

    /** Compressed as the end of the name says. */
    public static byte[] of(Listing listing, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressed(name, bytes);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Listing.Line line : listing.lines()) {
                add(tar, line);
            }
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, Listing.Line line) throws IOException {
        byte[] content = line.content().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = entry(line);
        entry.setMode(line.mode());
        entry.setIds((int) line.uid(), (int) line.gid());
        entry.setModTime(new Date(line.mtime() * 1000));
        entry.setSize(line.type() == 'f' ? content.length : 0);
        line.xattrs()
                .forEach((name, value) ->
                        entry.addPaxHeader("SCHILY.xattr." + name, new String(value, StandardCharsets.UTF_8)));
        tar.putArchiveEntry(entry);
        if (line.type() == 'f') {
            tar.write(content);
        }
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(Listing.Line line) {
        return switch (line.type()) {
            case 'd' -> new TarArchiveEntry(line.path() + "/");
            case 'l', 'h' -> {
                byte type = line.type() == 'l' ? TarConstants.LF_SYMLINK : TarConstants.LF_LINK;
                TarArchiveEntry entry = new TarArchiveEntry(line.path(), type);
                entry.setLinkName(line.content());
                yield entry;
            }
            case 'p' -> new TarArchiveEntry(line.path(), TarConstants.LF_FIFO);
            default -> new TarArchiveEntry(line.path());
        };
    }

    private static OutputStream compressed(String name, OutputStream out) throws IOException {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "gz", "tgz" -> new GZIPOutputStream(out);
            case "bz2" -> new BZip2CompressorOutputStream(out);
            case "xz" -> new XZCompressorOutputStream(out);
            case "zst" -> new ZstdCompressorOutputStream(out);
            default -> out;
        };
    }
}
