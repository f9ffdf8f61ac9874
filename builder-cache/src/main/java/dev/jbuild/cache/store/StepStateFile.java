package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.StepState;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file of a build's log with what its steps left. */
final class StepStateFile {
    private static final int MAGIC = 'J' << 24 | 'S' << 16 | 'T' << 8 | 2; // the last byte is the version
    private static final int LEAST_STATE_BYTES = 29;
    private static final String NAME = "states";

    private final Disk disk;
    private final Path directory;

    StepStateFile(Disk disk, Path directory) {
        this.disk = disk;
        this.directory = directory;
    }

    void write(List<StepState> states) throws IOException {
        try (NewFile file = NewFile.at(disk, directory.resolve(NAME + ".new"))) {
            FrameWriter frame = new FrameWriter(file.out(), MAGIC);
            frame.u32(states.size());
            for (StepState state : states) {
                frame.u32(state.number());
                frame.text(state.label());
                frame.u32(state.done() ? 1 : 0);
                List<String> chain = new ArrayList<>();
                state.chain().forEach(layer -> chain.add(layer.toString()));
                texts(frame, chain);
                StepState.Surroundings around = state.surroundings();
                frame.text(around.platform().toString());
                texts(frame, around.env());
                frame.text(around.workingDir());
                frame.text(around.user());
            }
            frame.end();
            file.moveTo(directory.resolve(NAME));
        }
    }

    private static void texts(FrameWriter frame, List<String> texts) throws IOException {
        frame.u32(texts.size());
        for (String text : texts) {
            frame.text(text);
        }
    }

    /** Nothing when there is no such file, or it is damaged. */
    List<StepState> read() throws IOException {
        Path file = directory.resolve(NAME);
        Optional<BasicFileAttributes> attributes = disk.stat(file);
        if (attributes.isEmpty()) {
            return List.of();
        }
        try (FrameReader frame = new FrameReader(
                disk.open(file), "states of steps", attributes.get().size(), MAGIC)) {
            List<StepState> states = new ArrayList<>();
            for (int left = frame.count(LEAST_STATE_BYTES); left > 0; left--) {
                states.add(new StepState(
                        (int) frame.u32(),
                        frame.text(),
                        frame.u32() == 1,
                        texts(frame).stream().map(StepStateFile::diffId).toList(),
                        new StepState.Surroundings(
                                Platform.parse(frame.text()), texts(frame), frame.text(), frame.text())));
            }
            frame.end();
            return states;
        } catch (DamagedFileException | NoSuchFileException e) {
            return List.of();
        }
    }

    private static List<String> texts(FrameReader frame) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = frame.count(4); left > 0; left--) {
            texts.add(frame.text());
        }
        return texts;
    }

    private static DiffId diffId(String text) {
        return new DiffId(Digest.parse(text));
    }
}
