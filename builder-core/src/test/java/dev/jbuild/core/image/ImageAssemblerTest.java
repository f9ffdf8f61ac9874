package dev.jbuild.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Descriptor;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.HistoryEntry;
import dev.jbuild.core.oci.MediaType;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.PlannedImage;
import dev.jbuild.core.plan.PlannedImage.Row;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.core.store.fakes.InMemoryStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImageAssemblerTest {
    private static final Instant BASE = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant EARLIER = Instant.parse("2019-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2021-01-01T00:00:00Z");
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final DiffId BASE_LAYER = new DiffId(Digest.of(new byte[] {1}));

    private final InMemoryStore stored = new InMemoryStore();

    @AfterEach
    void closeStore() throws IOException {
        stored.close();
    }

    @Test
    void takesTimesFromTheStepsAndNeverGoesBack() throws IOException {
        Image image = assemble(null, LATER, EARLIER);

        assertThat(image.config().history().stream().map(HistoryEntry::created))
                .containsExactly(BASE, LATER, LATER, LATER);
        assertThat(image.config().created()).isEqualTo(LATER);
    }

    @Test
    void isAsOldAsItsBaseWhenItsStepsAreOlder() throws IOException {
        assertThat(assemble(null, EARLIER, EARLIER).config().created()).isEqualTo(BASE);
    }

    @Test
    void replacesItsOwnTimesBySourceDateEpoch() throws IOException {
        Image image = assemble(EPOCH, LATER, LATER);

        assertThat(image.config().history().stream().map(HistoryEntry::created))
                .containsExactly(BASE, EPOCH, EPOCH, EPOCH);
        assertThat(image.config().created()).isEqualTo(EPOCH);
    }

    @Test
    void takesNoTimeFromAClock() throws IOException {
        PlannedImage planned = planned(List.of(new Row.ConfigOnly("CMD [\"x\"]")));
        Image image = assembler().assemble(new Assembly(planned, List.of(), Map.of(), Map.of(), null));

        assertThat(image.config().created()).isEqualTo(Instant.EPOCH);
        assertThat(assembler().assemble(new Assembly(planned, List.of(), Map.of(), Map.of(), null)))
                .isEqualTo(image);
    }

    @Test
    void saysWhichRowsHaveNoLayer() throws IOException {
        Image image = assemble(null, LATER, LATER);

        assertThat(image.config().history().stream().map(HistoryEntry::emptyLayer))
                .containsExactly(false, false, true, true);
        assertThat(image.config().diffIds()).hasSize(2);
        assertThat(new ImageValidator(stored.blobs()).validate(image))
                .as("the base's layer is not here, and nothing else is wrong")
                .hasSize(1)
                .first()
                .asString()
                .startsWith("layer 1: its blob");
    }

    @Test
    void keepsTheDescriptorOfABaseLayerInTypesOfOci() throws IOException {
        Image image = assemble(null, LATER, LATER);

        assertThat(image.manifest().layers().get(0))
                .isEqualTo(new Descriptor(MediaType.OCI_LAYER_GZIP, Digest.of(new byte[] {2}), 77));
        assertThat(image.manifest().layers().get(1).mediaType()).isEqualTo(MediaType.OCI_LAYER);
    }

    @Test
    void noticesALayerThatIsNotStored() {
        PlannedImage planned = planned(List.of());

        assertThatThrownBy(() ->
                        assembler().assemble(new Assembly(planned, List.of(BASE_LAYER), Map.of(), Map.of(), null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not stored");
    }

    private Image assemble(@Nullable Instant epoch, Instant first, Instant second) throws IOException {
        DiffId own = new DiffId(stored.blobs().put(new byte[1024]));
        PlannedImage planned = planned(List.of(
                new Row.Inherited(new HistoryEntry(BASE, "base", "", "", false)),
                new Row.Step(new VertexId(1), "COPY a b"),
                new Row.Step(new VertexId(2), "RUN true"),
                new Row.ConfigOnly("LABEL a=b")));
        return assembler()
                .assemble(new Assembly(
                        planned,
                        List.of(BASE_LAYER, own),
                        Map.of(BASE_LAYER, new Descriptor(MediaType.DOCKER_LAYER_GZIP, Digest.of(new byte[] {2}), 77)),
                        Map.of(
                                new VertexId(1),
                                new Assembly.StepLayer(own, first),
                                new VertexId(2),
                                new Assembly.StepLayer(null, second)),
                        epoch));
    }

    private ImageAssembler assembler() {
        return new ImageAssembler(stored.blobs());
    }

    private static PlannedImage planned(List<Row> history) {
        return new PlannedImage(new Platform("linux", "amd64"), "", ContainerConfig.EMPTY, history);
    }
}
