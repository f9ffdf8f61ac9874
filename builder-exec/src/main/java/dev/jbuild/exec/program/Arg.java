package dev.jbuild.exec.program;

import java.nio.charset.StandardCharsets;

/** An argument of a call. */
public sealed interface Arg permits Constant, Slot, Memory, Arg.Number, Arg.Mode, Arg.Text {

    /** NULL, or 0. */
    Arg NULL = new Number(0);

    static Arg number(long value) {
        return new Number(value);
    }

    /** Permission bits, shown as such. */
    static Arg mode(int bits) {
        return new Mode(bits);
    }

    /** The address of a string that ends with NUL, in UTF-8. */
    static Arg text(String text) {
        return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The address of a string that ends with NUL; the array is not to be changed. */
    static Arg text(byte[] bytes) {
        return new Text(bytes);
    }

    /** A plain number. */
    record Number(long value) implements Arg {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** Permission bits. */
    record Mode(int bits) implements Arg {
        @Override
        public String toString() {
            return "0" + Integer.toOctalString(bits);
        }
    }

    /** A string of bytes. Equal ones are stored once. */
    record Text(byte[] bytes) implements Arg {
        public Text {
            for (byte b : bytes) {
                if (b == 0) {
                    throw new IllegalArgumentException("a string with a NUL byte");
                }
            }
        }

        /** What it says, without quotes, for messages. */
        public String plain() {
            StringBuilder plain = new StringBuilder();
            new String(bytes, StandardCharsets.UTF_8)
                    .chars()
                    .forEach(c ->
                            plain.append(c < 0x20 || c == 0x7f ? "\\x%02x".formatted(c) : String.valueOf((char) c)));
            return plain.toString();
        }

        @Override
        public String toString() {
            return '"' + plain().replace("\"", "\\\"") + '"';
        }
    }
}
