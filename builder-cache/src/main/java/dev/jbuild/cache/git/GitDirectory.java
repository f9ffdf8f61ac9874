package dev.jbuild.cache.git;

import dev.jbuild.core.layer.LayerWriter;
import dev.jbuild.core.layer.NewFile;
import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import dev.jbuild.core.tree.TreePath;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.storage.pack.PackConfig;

/**
 * A {@code .git} directory for one commit, made by us alone: a pack of exactly its objects, the same bytes whatever the server sent, and
 * settings that name its origin without a password. Its HEAD is the commit. Used by one thread, once.
 */
final class GitDirectory {
    private static final int BUFFER_BYTES = 64 * 1024; // 64 KiB

    private final FetchedCommit commit;
    private final String ref;
    private final long timeSeconds;

    GitDirectory(FetchedCommit commit, String ref, long timeSeconds) {
        this.commit = commit;
        this.ref = ref;
        this.timeSeconds = timeSeconds;
    }

    void write(LayerWriter layer, TreePath at) throws IOException {
        layer.add(at, directory());
        text(layer, at, "HEAD", commit.commit().name() + "\n");
        text(layer, at, "config", settings());
        bytes(layer, at.resolve(TreePath.of("index")), new GitIndex(commit).toBytes());
        TreePath objects = at.resolve(TreePath.of("objects"));
        layer.add(objects, directory());
        TreePath packs = objects.resolve(TreePath.of("pack"));
        layer.add(packs, directory());
        pack(layer, packs);
        if (ref.startsWith("refs/tags/")) {
            text(layer, at, "packed-refs", commit.commit().name() + " " + ref + "\n");
        }
        layer.add(at.resolve(TreePath.of("refs")), directory());
        if (commit.commit().getParentCount() > 0) {
            text(layer, at, "shallow", commit.commit().name() + "\n");
        }
    }

    private String settings() {
        return """
                [core]
                \trepositoryformatversion = 0
                \tfilemode = true
                \tbare = false
                [remote "origin"]
                \turl = "%s"
                \tfetch = +refs/heads/*:refs/remotes/origin/*
                """.formatted(
                commit.partner().remote().toString().replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private void pack(LayerWriter layer, TreePath directory) throws IOException {
        PackConfig config = new PackConfig();
        config.setReuseObjects(false);
        config.setReuseDeltas(false);
        config.setDeltaCompress(false);
        config.setThreads(1);
        try (PackWriter writer = new PackWriter(config, commit.reader());
                FileChannel file = commit.repository().getObjectDatabase().newFile("kept")) {
            writer.preparePack(objects().iterator());
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES);
            writer.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, out);
            out.flush();
            ByteArrayOutputStream index = new ByteArrayOutputStream();
            writer.writeIndex(index);
            String name = "pack-" + writer.computeName().name();
            bytes(layer, directory.resolve(TreePath.of(name + ".idx")), index.toByteArray());
            layer.addFile(
                    new NewFile(directory.resolve(TreePath.of(name + ".pack")), attributes(0644), file.size(), 0),
                    () -> fromStart(file));
        }
    }

    private static InputStream fromStart(FileChannel file) throws IOException {
        file.position(0);
        return Channels.newInputStream(file);
    }

    private List<RevObject> objects() throws IOException {
        List<RevObject> objects = new ArrayList<>();
        try (ObjectWalk walk = new ObjectWalk(commit.reader())) {
            RevCommit tip = walk.parseCommit(commit.commit());
            objects.add(tip);
            walk.markStart(walk.parseTree(tip.getTree()));
            for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
                objects.add(object);
            }
        }
        return objects;
    }

    private void text(LayerWriter layer, TreePath at, String name, String text) throws IOException {
        bytes(layer, at.resolve(TreePath.of(name)), text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(LayerWriter layer, TreePath path, byte[] bytes) throws IOException {
        layer.addFile(new NewFile(path, attributes(0644), bytes.length, 0), () -> new ByteArrayInputStream(bytes));
    }

    private TreeEntry.Directory directory() {
        return new TreeEntry.Directory(attributes(0755));
    }

    private Attributes attributes(int mode) {
        return new Attributes(mode, 0, 0, timeSeconds);
    }
}
