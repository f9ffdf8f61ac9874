package dev.jbuild.exec.emulation;

import java.util.Arrays;
import java.util.Optional;

/**
 * How the programs of a processor begin, for the processors whose images are in use.
 *
 * @see <a href="https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html">ELF header</a>
 * @see <a href="https://docs.kernel.org/admin-guide/binfmt-misc.html">binfmt_misc</a>
 */
enum BinaryFormat {
    AMD64("amd64", "x86_64", 2, 1, 0x3e),
    I386("386", "i386", 1, 1, 3),
    ARM64("arm64", "aarch64", 2, 1, 0xb7),
    ARM("arm", "arm", 1, 1, 0x28),
    RISCV64("riscv64", "riscv64", 2, 1, 0xf3),
    PPC64LE("ppc64le", "ppc64le", 2, 1, 0x15),
    S390X("s390x", "s390x", 2, 2, 0x16),
    MIPS64LE("mips64le", "mips64el", 2, 1, 8),
    LOONG64("loong64", "loongarch64", 2, 1, 0x102);

    private static final int LITTLE = 1;
    private static final int HEADER_BYTES = 64; // of a 64-bit file, and enough for one of 32
    private static final int SIGNIFICANT_BYTES = 20;

    private final String architecture;
    private final String emulated;
    private final int width;
    private final int order;
    private final int machine;

    BinaryFormat(String architecture, String emulated, int width, int order, int machine) {
        this.architecture = architecture;
        this.emulated = emulated;
        this.width = width;
        this.order = order;
        this.machine = machine;
    }

    /** That of an architecture by Go's name; empty for one that nobody here knows. */
    static Optional<BinaryFormat> of(String architecture) {
        return Arrays.stream(values())
                .filter(format -> format.architecture.equals(architecture))
                .findFirst();
    }

    String architecture() {
        return architecture;
    }

    /** What the emulator calls it. */
    String emulated() {
        return emulated;
    }

    /** A file that begins like a program and is none: whoever takes it for one shows that there is something for the format. */
    byte[] header() {
        byte[] header = Arrays.copyOf(new byte[] {0x7f, 'E', 'L', 'F', (byte) width, (byte) order, 1}, HEADER_BYTES);
        int low = order == LITTLE ? 0 : 1;
        header[16 + low] = 2; // ET_EXEC
        header[18 + low] = (byte) machine;
        header[18 + 1 - low] = (byte) (machine >> 8);
        return header;
    }

    /** The line that tells the kernel to let a program run all files of this format, wherever they are. */
    String rule(String interpreter) {
        byte[] mask = new byte[SIGNIFICANT_BYTES];
        Arrays.fill(mask, (byte) 0xff);
        mask[7] = 0; // the system that it is for
        mask[order == LITTLE ? 16 : 17] = (byte) 0xfe; // ET_EXEC and ET_DYN
        // Names of arguments kept, rights of setuid files given, and the interpreter opened now: the rootfs has none.
        return ":jbuild-" + emulated + ":M::" + escaped(Arrays.copyOf(header(), SIGNIFICANT_BYTES)) + ":"
                + escaped(mask) + ":" + interpreter + ":POCF";
    }

    /** How /proc/sys/fs/binfmt_misc shows the beginning. */
    String magicHex() {
        return hex(Arrays.copyOf(header(), SIGNIFICANT_BYTES), "");
    }

    private static String escaped(byte[] bytes) {
        return hex(bytes, "\\x");
    }

    private static String hex(byte[] bytes, String before) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(before).append("%02x".formatted(b));
        }
        return text.toString();
    }
}
