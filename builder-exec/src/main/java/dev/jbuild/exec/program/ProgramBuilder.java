package dev.jbuild.exec.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a program for the runner: calls in order, with strings, memory, slots and labels by name. The layout is that of {@code
 * struct program} in runner.c. Used by one thread.
 */
public final class ProgramBuilder {
    private final Machine machine;
    private final List<Operation> operations = new ArrayList<>();
    private final List<Program.Heading> headings = new ArrayList<>();
    private final DataSegment data = new DataSegment();
    private final Map<String, Integer> names = new HashMap<>(); // of slots, with how many have it
    private final @Nullable Program first;
    private int slots;
    private Slot report = new Slot(0, "nowhere");

    public ProgramBuilder(Machine machine) {
        this.machine = machine;
        this.first = null;
    }

    /** Makes the other program of one that leaves room for it by {@link Syscall#SWITCH}: it knows the slots of that one. */
    public ProgramBuilder(Machine machine, Program first) {
        this.machine = machine;
        this.first = first;
        this.slots = first.slots();
    }

    public Machine machine() {
        return machine;
    }

    /** A new slot; the name is for people, and is numbered when it is not the first. */
    public Slot slot(String name) {
        if (slots == ProgramImage.SLOTS) {
            throw new IllegalStateException("more than " + ProgramImage.SLOTS + " slots");
        }
        int before = names.getOrDefault(name, first == null ? 0 : first.slotsNamed(name)) + 1;
        names.put(name, before);
        return new Slot(slots++, before == 1 ? name : name + "-" + before);
    }

    public Label label(String name) {
        return new Label(name);
    }

    /** The next operation is where this label leads. */
    public void place(Label label) {
        label.place(operations.size());
        headings.add(new Program.Heading(operations.size(), label));
    }

    /** A heading in the text form for what follows. */
    public void topic(String text) {
        headings.add(new Program.Heading(operations.size(), text));
    }

    /** The descriptor that hears of a failure. */
    public void reportTo(Slot descriptor) {
        report = descriptor;
    }

    public Operation call(Syscall call, Arg... args) {
        if (args.length > ProgramImage.ARGUMENTS) {
            throw new IllegalArgumentException(call + " with " + args.length + " arguments");
        }
        Operation operation = new Operation(call, args);
        operations.add(operation);
        return operation;
    }

    public void jump(Label label) {
        call(Syscall.NOTHING).whenZero(label);
    }

    /** Memory with these bytes, aligned to 8. */
    public Memory bytes(String name, byte[] bytes) {
        return new Memory(data.add(bytes), name);
    }

    /** Memory full of zeros. */
    public Memory zeros(String name, int length) {
        return bytes(name, new byte[length]);
    }

    /** An array of addresses of strings that ends with NULL, as argv is. */
    public Memory strings(String name, List<String> strings) {
        int[] targets = new int[strings.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = data.text(strings.get(i).getBytes(StandardCharsets.UTF_8));
        }
        return new Memory(data.pointers(targets), name);
    }

    /** One address, as an iovec or a sock_fprog has it, {@code at} bytes into the memory. */
    public void pointer(Memory in, int at, Memory to) {
        data.point(in.offset() + at, to.offset());
    }

    /** A buffer for a structure of the kernel. */
    public static ByteBuffer struct(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Nothing may be added afterwards. */
    public Program build() {
        long base = first == null ? ProgramImage.BASE : ProgramImage.OTHER_BASE;
        byte[] image = new ProgramImage(machine, data, report, base).encode(operations);
        return new Program(image, new Program.Parts(first, operations, headings), new Program.Slots(slots, names));
    }

    /** Strings, structures and pointers behind the operations. Offsets count from its start until all operations are known. */
    static final class DataSegment {
        private final Map<Text, Integer> texts = new HashMap<>();
        private final List<int[]> pointers = new ArrayList<>(); // where, to what
        private byte[] bytes = new byte[4096];
        private int length;

        int add(byte[] added) {
            length = length + 7 & ~7;
            int at = length;
            reserve(added.length);
            System.arraycopy(added, 0, bytes, at, added.length);
            return at;
        }

        int text(byte[] text) {
            Text key = new Text(text, Arrays.hashCode(text));
            Integer known = texts.get(key);
            if (known != null) {
                return known;
            }
            int at = add(Arrays.copyOf(text, text.length + 1));
            texts.put(key, at);
            return at;
        }

        int pointers(int[] targets) {
            int at = add(new byte[8 * (targets.length + 1)]);
            for (int i = 0; i < targets.length; i++) {
                point(at + 8 * i, targets[i]);
            }
            return at;
        }

        void point(int at, int to) {
            pointers.add(new int[] {at, to});
        }

        int length() {
            return length;
        }

        void copyTo(ByteBuffer image, int start, long base) {
            image.position(start).put(bytes, 0, length);
            for (int[] pointer : pointers) {
                image.putLong(start + pointer[0], base + start + pointer[1]);
            }
        }

        /** A text as a key: compared by its bytes. */
        private record Text(byte[] bytes, int hash) {
            @Override
            public boolean equals(Object other) {
                return other instanceof Text text && Arrays.equals(bytes, text.bytes);
            }

            @Override
            public int hashCode() {
                return hash;
            }
        }

        private void reserve(int more) {
            length += more;
            if (length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length, 2 * bytes.length));
            }
        }
    }
}
