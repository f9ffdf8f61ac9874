package dev.jbuild.cache.store;

import dev.jbuild.cache.disk.DamagedFileException;
import dev.jbuild.cache.disk.Disk;
import dev.jbuild.cache.disk.FrameReader;
import dev.jbuild.cache.disk.FrameWriter;
import dev.jbuild.cache.disk.NewFile;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.LayerStack;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.store.StepState;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The file of a build's log with what its steps left. */
final class StepStateFile {
    private static final int MAGIC = 'J' << 24 | 'S' << 16 | 'T' << 8 | 3; // the last byte is the version
    private static final int LEAST_STATE_BYTES = 33;
    private static final int DIGEST_BYTES = 33;
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
            Map<LayerStack, Integer> written = new HashMap<>();
            int count = 0;
            for (StepState state : states) {
                frame.u32(state.number());
                frame.text(state.label());
                frame.u32(state.done() ? 1 : 0);
                LayerStack chain = LayerStack.of(state.chain());
                write(frame, chain, written);
                written.putIfAbsent(chain, ++count);
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

    /** Upon which earlier state, counted from one, and the layers upon that: a file of n steps is not n times n long. */
    private static void write(FrameWriter frame, LayerStack chain, Map<LayerStack, Integer> written)
            throws IOException {
        int shared = chain.size();
        while (shared > 0 && !written.containsKey(chain.lowest(shared))) {
            shared--;
        }
        frame.u32(shared == 0 ? 0 : written.get(chain.lowest(shared)));
        frame.u32(chain.size() - shared);
        for (DiffId layer : chain.subList(shared, chain.size())) {
            frame.digest(layer.digest());
        }
    }

    private static LayerStack chain(FrameReader frame, List<LayerStack> earlier) throws IOException {
        long upon = frame.u32();
        if (upon > earlier.size()) {
            throw frame.damaged("it has a state upon a later one");
        }
        LayerStack chain = upon == 0 ? LayerStack.of(List.of()) : earlier.get((int) upon - 1);
        for (int left = frame.count(DIGEST_BYTES); left > 0; left--) {
            chain = chain.append(new DiffId(frame.digest()));
        }
        return chain;
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
            List<LayerStack> chains = new ArrayList<>();
            for (int left = frame.count(LEAST_STATE_BYTES); left > 0; left--) {
                int number = (int) frame.u32();
                String label = frame.text();
                boolean done = frame.u32() == 1;
                chains.add(chain(frame, chains));
                states.add(new StepState(
                        number,
                        label,
                        done,
                        chains.get(chains.size() - 1),
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
}
