package dev.jbuild.core.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerStackTest {
    private static final LayerStack NONE = LayerStack.of(List.of());

    @Test
    void isAListOfItsLayers() {
        List<DiffId> layers = new ArrayList<>();
        LayerStack stack = NONE;
        for (int i = 0; i < 100; i++) {
            assertThat(stack).isEqualTo(layers).hasSameHashCodeAs(layers);
            assertThat(layers).isEqualTo(stack);
            layers.add(layer(i));
            stack = stack.append(layer(i));
        }
        assertThat(LayerStack.of(layers)).isEqualTo(stack).hasSameHashCodeAs(stack);
    }

    @Test
    void keepsWhatItHasWhenOthersGrowFromIt() {
        LayerStack base = LayerStack.of(List.of(layer(1), layer(2)));

        LayerStack left = base.append(layer(3));
        LayerStack right = base.append(layer(4)).append(layer(5));

        assertThat(base).containsExactly(layer(1), layer(2));
        assertThat(left).containsExactly(layer(1), layer(2), layer(3));
        assertThat(right)
                .containsExactly(layer(1), layer(2), layer(4), layer(5))
                .isNotEqualTo(left.append(layer(5)));
    }

    @Test
    void givesItsLowestLayers() {
        LayerStack stack = LayerStack.of(List.of(layer(1), layer(2), layer(3)));

        assertThat(stack.lowest(2))
                .isEqualTo(List.of(layer(1), layer(2)))
                .hasSameHashCodeAs(List.of(layer(1), layer(2)));
        assertThat(stack.lowest(0)).isEmpty();
        assertThat(stack.lowest(2).append(layer(9))).containsExactly(layer(1), layer(2), layer(9));
        assertThat(stack).containsExactly(layer(1), layer(2), layer(3));
    }

    @Test
    void tellsItsEnds() {
        LayerStack lower = LayerStack.of(List.of(layer(1), layer(2))).lowest(1);

        assertThatThrownBy(() -> lower.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> lower.lowest(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> lower.add(layer(3))).isInstanceOf(UnsupportedOperationException.class);
    }

    private static DiffId layer(int number) {
        return new DiffId(Digest.ofUtf8("layer " + number));
    }
}
