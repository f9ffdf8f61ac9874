package dev.jbuild.exec.sandbox;

import static dev.jbuild.exec.program.Arg.NULL;
import static dev.jbuild.exec.program.Arg.number;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.sandbox.Capability;
import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Linux;
import dev.jbuild.exec.program.Memory;
import dev.jbuild.exec.program.ProgramBuilder;
import dev.jbuild.exec.program.Syscall;
import dev.jbuild.exec.seccomp.SeccompFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What the command may do: capabilities, system calls, identity. The order is the kernel's: each step gives up what a later one needs not. */
final class Confinement {
    /** Docker's default: enough for package managers, nothing that reaches the host. */
    private static final long DEFAULT_CAPABILITIES = Capability.bits(
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FOWNER,
            Capability.FSETID,
            Capability.KILL,
            Capability.SETGID,
            Capability.SETUID,
            Capability.SETPCAP,
            Capability.NET_BIND_SERVICE,
            Capability.NET_RAW,
            Capability.SYS_CHROOT,
            Capability.MKNOD,
            Capability.AUDIT_WRITE,
            Capability.SETFCAP);

    private static final int CAPABILITY_VERSION_3 = 0x20080522; // _LINUX_CAPABILITY_VERSION_3
    private static final int JOIN_SESSION_KEYRING = 1;

    private final ProgramBuilder program;
    private final Rights rights;
    private final ProcessSpec spec;

    Confinement(ProgramBuilder program, Rights rights, ProcessSpec spec) {
        this.program = program;
        this.rights = rights;
        this.spec = spec;
    }

    void add() throws IOException {
        program.topic("confinement");
        // Keys of the user who builds must not be in reach; a kernel without keys has nothing to hide.
        program.call(Syscall.KEYCTL, number(JOIN_SESSION_KEYRING), NULL).acceptAll();
        boolean confined = spec.privileges() != ProcessSpec.Privileges.INSECURE;
        if (confined) {
            dropFromBoundingSet();
        }
        program.call(Syscall.PRCTL, Linux.PR_CAP_AMBIENT, Linux.PR_CAP_AMBIENT_CLEAR_ALL, NULL, NULL, NULL);
        if (spec.privileges() == ProcessSpec.Privileges.NO_NEW_PRIVILEGES) {
            program.call(Syscall.PRCTL, Linux.PR_SET_NO_NEW_PRIVS, number(1), NULL, NULL, NULL);
        }
        if (confined) {
            filter(); // before the capabilities are given up, as installing it needs one
        }
        identity();
        if (confined) {
            keepCapabilities();
        }
        // Changing the ids has cleared it.
        program.call(Syscall.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL, NULL, NULL, NULL);
    }

    private void dropFromBoundingSet() throws IOException {
        // Those that this kernel does not have are EINVAL. Reading how many there are could fail, this cannot.
        program.call(Syscall.PRCTL, Linux.PR_CAPBSET_DROP, number(0), NULL, NULL, NULL)
                .each(1, ~capabilities(spec))
                .accept(Errno.EINVAL);
    }

    private void filter() throws IOException {
        byte[] filter = SeccompFilter.of(program.machine(), added(spec));
        Memory instructions = program.bytes("filter", filter);
        ByteBuffer fprog = ProgramBuilder.struct(16).putShort((short) (filter.length / 8)); // struct sock_fprog
        Memory pointing = program.bytes("sock-fprog", fprog.array());
        program.pointer(pointing, 8, instructions);
        program.call(Syscall.SECCOMP, Linux.SECCOMP_SET_MODE_FILTER, NULL, pointing);
    }

    private void identity() {
        ProcessSpec.Identity identity = spec.identity();
        if (rights.manyIds()) { // a namespace of a single id denies it
            List<Long> groups = identity.supplementaryGids();
            ByteBuffer ids = ByteBuffer.allocate(4 * groups.size() + 4).order(ByteOrder.LITTLE_ENDIAN);
            groups.forEach(group -> ids.putInt(group.intValue()));
            program.call(Syscall.SETGROUPS, number(groups.size()), program.bytes("groups", ids.array()));
        }
        if (identity.uid() != 0) {
            // Else the command could not open /dev/stdout. What they are connected to may refuse, and is then as it is.
            for (int descriptor = 1; descriptor <= 2; descriptor++) {
                program.call(Syscall.FCHOWN, number(descriptor), number(identity.uid()), number(-1))
                        .acceptAll();
            }
        }
        var gid = number(identity.gid());
        var uid = number(identity.uid());
        program.call(Syscall.SETRESGID, gid, gid, gid)
                .orFail(
                        ErrorCode.NAMESPACES_REFUSED,
                        "cannot become group " + identity.gid() + ": jbuild has no such id");
        program.call(Syscall.SETRESUID, uid, uid, uid)
                .orFail(
                        ErrorCode.NAMESPACES_REFUSED,
                        "cannot become user " + identity.uid() + ": jbuild has no such id");
    }

    /** Permitted and effective for root, none for others; never inheritable. */
    private void keepCapabilities() throws IOException {
        long kept = spec.identity().uid() == 0 ? capabilities(spec) : 0;
        byte[] header = ProgramBuilder.struct(8).putInt(CAPABILITY_VERSION_3).array();
        ByteBuffer sets = ProgramBuilder.struct(24);
        for (int half = 0; half < 2; half++) {
            int bits = (int) (kept >>> 32 * half);
            sets.putInt(bits).putInt(bits).putInt(0);
        }
        program.call(Syscall.CAPSET, program.bytes("cap-header", header), program.bytes("cap-sets", sets.array()));
    }

    /** Docker's, with what the user added and without what they dropped. */
    static long capabilities(ProcessSpec spec) throws IOException {
        ProcessSpec.Adjustments asked = spec.adjustments();
        long set = Capability.bits(DEFAULT_CAPABILITIES, asked);
        return asked.added().isEmpty() ? set : OwnCapabilities.within(set, asked.added(), OwnCapabilities.all());
    }

    /** Those beyond Docker's, which only an option of the user's gives: the system calls that they are for go with them. */
    static long added(ProcessSpec spec) throws IOException {
        return capabilities(spec) & ~DEFAULT_CAPABILITIES;
    }
}
