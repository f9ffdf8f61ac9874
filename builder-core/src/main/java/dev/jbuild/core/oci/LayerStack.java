package dev.jbuild.core.oci;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * Layers, bottom first: an unmodifiable list that shares its memory with those it was made from. The stacks of a stage of n steps take
 * room for n layers, not for n times n, and are told apart by a hash that is there. Thread-safe.
 */
public final class LayerStack extends AbstractList<DiffId> implements RandomAccess {
    private static final int LEAST_ROOM = 8;

    private final Room room;
    private final DiffId[] layers; // of the room when this was made; what others add is behind size
    private final int[] hashes; // of the first layer, the first two, …
    private final int size;

    /** What stacks of one kin share. Guarded by itself. */
    private static final class Room {
        private DiffId[] layers = new DiffId[LEAST_ROOM];
        private int[] hashes = new int[LEAST_ROOM];
        private int used;

        private void add(DiffId layer) {
            if (used == layers.length) {
                layers = Arrays.copyOf(layers, used * 2);
                hashes = Arrays.copyOf(hashes, used * 2);
            }
            layers[used] = layer;
            hashes[used] = 31 * (used == 0 ? 1 : hashes[used - 1]) + layer.hashCode(); // as List.hashCode
            used++;
        }
    }

    private LayerStack(Room room, int size) {
        this.room = room;
        this.layers = room.layers;
        this.hashes = room.hashes;
        this.size = size;
    }

    /** These layers; a stack is itself. */
    public static LayerStack of(List<DiffId> layers) {
        if (layers instanceof LayerStack stack) {
            return stack;
        }
        Room room = new Room();
        for (DiffId layer : layers) {
            room.add(layer);
        }
        return new LayerStack(room, room.used);
    }

    /** This with one more on top; costs nothing unless that is the second one on this. */
    public LayerStack append(DiffId layer) {
        synchronized (room) {
            if (room.used == size) {
                room.add(layer);
                return new LayerStack(room, size + 1);
            }
        }
        Room copy = new Room();
        for (DiffId each : this) {
            copy.add(each);
        }
        copy.add(layer);
        return new LayerStack(copy, copy.used);
    }

    /** The lowest layers of this, so many of them. */
    public LayerStack lowest(int count) {
        if (count < 0 || count > size) {
            throw new IndexOutOfBoundsException("got the lowest %d of %d layers".formatted(count, size));
        }
        return count == size ? this : new LayerStack(this, count);
    }

    private LayerStack(LayerStack whole, int size) {
        this.room = whole.room;
        this.layers = whole.layers;
        this.hashes = whole.hashes;
        this.size = size;
    }

    @Override
    public DiffId get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("got layer %d of %d".formatted(index, size));
        }
        return layers[index];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean equals(Object object) {
        if (object instanceof LayerStack other) {
            if (size != other.size || hashCode() != other.hashCode()) {
                return false;
            }
            return room == other.room || super.equals(object);
        }
        return super.equals(object);
    }

    @Override
    public int hashCode() {
        return size == 0 ? 1 : hashes[size - 1];
    }
}
