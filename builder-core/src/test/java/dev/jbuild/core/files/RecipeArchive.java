package dev.jbuild.core.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;

/** Tars made of recipes, in their order. */
public final class RecipeArchive {
    private RecipeArchive() {}

    /** The bytes of an archive line, compressed as the end of its name says, with nothing added that is only implied. */
    public static byte[] of(Recipe.Line archive) throws IOException {
        return of(archive.archive(), archive.path());
    }

    /** A root file system: the recipe's files, and the directories that they lie in. */
    public static byte[] rootFs(Recipe recipe) throws IOException {
        Set<String> named =
                recipe.lines().stream().map(Recipe.Line::path).collect(Collectors.toCollection(LinkedHashSet::new));
        StringBuilder implied = new StringBuilder();
        for (Recipe.Line line : recipe.lines()) {
            for (int slash = line.path().indexOf('/');
                    slash > 0;
                    slash = line.path().indexOf('/', slash + 1)) {
                String parent = line.path().substring(0, slash);
                if (named.add(parent)) {
                    implied.append("d ").append(parent).append('\n');
                }
            }
        }
        List<Recipe.Line> all = new java.util.ArrayList<>(
                Recipe.parse(implied.toString().lines().toList()).lines());
        all.addAll(recipe.lines());
        return of(all, "rootfs.tar");
    }

    private static byte[] of(List<Recipe.Line> lines, String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressed(name, bytes);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.ISO_8859_1.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Recipe.Line line : lines) {
                add(tar, line, attributes(line, lines));
            }
        }
        return bytes.toByteArray();
    }

    /** Another name of a file has the attributes of the file. */
    private static Recipe.Attributes attributes(Recipe.Line line, List<Recipe.Line> lines) {
        return lines.stream()
                .filter(other -> line.type() == 'h' && other.treePath().equals(line.linked()))
                .findFirst()
                .orElse(line)
                .attributes();
    }

    private static void add(TarArchiveOutputStream tar, Recipe.Line line, Recipe.Attributes attributes)
            throws IOException {
        byte[] content = line.type() == 'f' ? line.allBytes() : line.type() == 'a' ? of(line) : new byte[0];
        TarArchiveEntry entry = entry(line);
        entry.setMode(attributes.mode());
        entry.setIds((int) attributes.uid(), (int) attributes.gid());
        entry.setModTime(new Date(attributes.mtimeSeconds() * 1000));
        entry.setDevMajor(attributes.major());
        entry.setDevMinor(attributes.minor());
        entry.setSize(content.length);
        attributes
                .xattrs()
                .forEach((name, value) ->
                        entry.addPaxHeader("SCHILY.xattr." + name, new String(value, StandardCharsets.ISO_8859_1)));
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(Recipe.Line line) {
        String path = latin1(Recipe.bytes(line.path()));
        return switch (line.type()) {
            case 'd' -> new TarArchiveEntry(path + "/");
            case 'l', 'h' -> {
                TarArchiveEntry entry =
                        new TarArchiveEntry(path, line.type() == 'l' ? TarConstants.LF_SYMLINK : TarConstants.LF_LINK);
                entry.setLinkName(latin1(line.content()));
                yield entry;
            }
            case 'p' -> new TarArchiveEntry(path, TarConstants.LF_FIFO);
            case 'c' -> new TarArchiveEntry(path, TarConstants.LF_CHR);
            case 'b' -> new TarArchiveEntry(path, TarConstants.LF_BLK);
            case 'f', 'a' -> new TarArchiveEntry(path);
            default -> throw new IllegalArgumentException("a tar has no type " + line.type());
        };
    }

    /** The tar is written in a character set of which each character is one byte. */
    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
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
