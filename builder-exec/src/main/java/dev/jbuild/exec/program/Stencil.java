package dev.jbuild.exec.program;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A program with a name in its paths that is another each time it is carried out, and as long: nothing else of it is made anew.
 * Thread-safe.
 */
public final class Stencil {
    private final Program program;
    private final byte[] name;
    private int @Nullable [] places; // looked for when a second name is

    /** @param name found nowhere else in the program but where it is to be replaced */
    public Stencil(Program program, String name) {
        this.program = program;
        this.name = bytes(name);
    }

    public Program program() {
        return program;
    }

    /** The bytes for the runner with another name; one that is not as long throws IllegalArgumentException. */
    public byte[] image(String other) {
        byte[] put = bytes(other);
        if (put.length != name.length) {
            throw new IllegalArgumentException("got \"" + other + "\", want a name of " + name.length + " bytes");
        }
        byte[] image = program.image().clone();
        for (int place : places()) {
            System.arraycopy(put, 0, image, place, put.length);
        }
        return image;
    }

    private synchronized int[] places() {
        int[] found = places;
        if (found == null) {
            found = find();
            places = found;
        }
        return found;
    }

    private int[] find() {
        byte[] image = program.image();
        int[] found = new int[8];
        int count = 0;
        for (int at = program.dataAt(); at <= image.length - name.length; at++) {
            if (image[at] == name[0] && Arrays.equals(image, at, at + name.length, name, 0, name.length)) {
                found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                found[count++] = at;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
