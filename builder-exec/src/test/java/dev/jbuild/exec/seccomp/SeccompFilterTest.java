package dev.jbuild.exec.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.sandbox.Capability;
import dev.jbuild.exec.program.Machine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the filters answer, found out by an interpreter of BPF. */
class SeccompFilterTest {
    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x50001;
    private static final int ENOSYS = 0x50026;
    private static final int AARCH32 = 0x40000028;

    @ParameterizedTest
    @EnumSource(Machine.class)
    void shippedFiltersAreWhatTheListSays(Machine machine) throws Exception {
        byte[] compiled = SeccompFilter.compile(machine, 0);
        if (Boolean.getBoolean("golden.update")) {
            Path resources = Path.of("src/main/resources/dev/jbuild/exec/seccomp");
            Files.write(resources.resolve("filter-" + machine.id() + ".bpf"), compiled);
            return;
        }
        assertThat(SeccompFilter.of(machine, 0)).isEqualTo(compiled);
        assertThat(compiled.length / 8).isLessThan(4096); // BPF_MAXINSNS
    }

    @ParameterizedTest
    @EnumSource(SyscallTable.Abi.class)
    void answersEveryCallAsTheListSays(SyscallTable.Abi abi) throws Exception {
        Map<String, Integer> calls = SyscallTable.load().calls(abi);
        Set<String> allowed = AllowedCalls.always();
        byte[] filter = filterOf(abi);
        Set<String> decided = Set.of("clone", "clone3", "personality", "socket", "socketcall");
        calls.forEach((name, number) -> {
            if (!decided.contains(name)) {
                assertThat(run(filter, abi.audit, number, 0))
                        .as(name)
                        .isEqualTo(allowed.contains(name) ? ALLOW : EPERM);
            }
        });
    }

    @Test
    void listsOnlyCallsThatThereAre() throws Exception {
        Set<String> known = new HashSet<>();
        for (SyscallTable.Abi abi : SyscallTable.Abi.values()) {
            known.addAll(SyscallTable.load().calls(abi).keySet());
        }
        assertThat(known).containsAll(AllowedCalls.with(Capability.bits(Capability.values())));
    }

    @Test
    void neverAllowsWhatChangesTheHost() throws Exception {
        assertThat(AllowedCalls.always())
                .doesNotContain("mount", "umount2", "pivot_root", "move_mount", "open_tree", "fsopen", "fsmount")
                .doesNotContain("unshare", "setns", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup")
                .doesNotContain("keyctl", "add_key", "request_key", "open_by_handle_at", "kexec_load", "init_module")
                .doesNotContain("finit_module", "reboot", "swapon", "settimeofday", "clock_settime", "ioperm", "iopl")
                .doesNotContain("process_madvise", "pidfd_getfd", "quotactl", "acct", "syslog", "sethostname");
    }

    @ParameterizedTest(name = "{0} {1}({2})")
    @CsvSource({
        "X86_64, clone, 0x11, allow",
        "X86_64, clone, 0x3d0f00, allow",
        "X86_64, clone, 0x10000011, refuse",
        "X86_64, clone, 0x00020011, refuse",
        "X86_64, clone, 0x02000011, refuse",
        "I386, clone, 0x20000011, refuse",
        "AARCH64, clone, 0x40000011, refuse",
        "AARCH64, clone, 0x1200011, allow",
        "X86_64, clone3, 0, absent",
        "X86_64, personality, 0xffffffff, allow",
        "X86_64, personality, 0x20008, allow",
        "X86_64, personality, 0x0040000, refuse",
        "X86_64, socket, 2, allow",
        "X86_64, socket, 16, allow",
        "X86_64, socket, 40, refuse",
        "AARCH64, socket, 38, refuse",
        "I386, socket, 1, allow",
        "I386, socketcall, 1, absent",
    })
    void looksAtArguments(SyscallTable.Abi abi, String call, String argument, String verdict) throws Exception {
        int number = SyscallTable.load().calls(abi).get(call);
        Map<String, Integer> verdicts = Map.of("allow", ALLOW, "refuse", EPERM, "absent", ENOSYS);
        assertThat(run(filterOf(abi), abi.audit, number, Long.decode(argument))).isEqualTo(verdicts.get(verdict));
    }

    @ParameterizedTest(name = "{0} brings {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "SYS_ADMIN | mount umount umount2 unshare setns clone clone3 sethostname setdomainname mount_setattr move_mount"
                        + " open_tree fsopen fspick fsconfig fsmount bpf perf_event_open syslog fanotify_init lookup_dcookie quotactl"
                        + " quotactl_fd lsm_get_self_attr lsm_set_self_attr lsm_list_modules",
                "BPF | bpf",
                "PERFMON | perf_event_open",
                "SYSLOG | syslog",
                "DAC_READ_SEARCH | open_by_handle_at",
                "SYS_PTRACE | process_madvise pidfd_getfd kcmp",
                "SYS_NICE | mbind get_mempolicy set_mempolicy set_mempolicy_home_node",
                "SYS_TIME | settimeofday stime clock_settime clock_settime64",
                "SYS_MODULE | init_module finit_module delete_module",
                "SYS_RAWIO | iopl ioperm",
                "SYS_TTY_CONFIG | vhangup",
                "SYS_PACCT | acct",
                "SYS_BOOT | reboot",
                "NET_ADMIN |",
                "SYS_CHROOT |",
                "AUDIT_CONTROL |",
            })
    void addedCapabilitiesBringTheirCallsAndNoOthers(Capability capability, String calls) throws Exception {
        Set<String> wanted = calls == null ? Set.of() : Set.of(calls.split(" "));
        for (SyscallTable.Abi abi : SyscallTable.Abi.values()) {
            Set<String> there = new TreeSet<>(wanted);
            there.retainAll(SyscallTable.load().calls(abi).keySet());
            assertThat(newlyAllowed(abi, capability.bit())).as(abi.name()).isEqualTo(there);
        }
    }

    /** What no capability opens: other machines' calls, and those that Docker gives nobody. */
    @ParameterizedTest
    @EnumSource(SyscallTable.Abi.class)
    void allCapabilitiesTogetherLeaveTheRest(SyscallTable.Abi abi) throws Exception {
        long all = Capability.bits(Capability.values());
        assertThat(newlyAllowed(abi, all))
                .contains("mount", "reboot", "bpf", "kcmp")
                .doesNotContain("pivot_root", "io_uring_setup", "userfaultfd", "kexec_load", "swapon", "keyctl");
        byte[] filter = filterOf(abi, all);
        assertThat(run(filter, abi.audit, 470, 0)).isEqualTo(ENOSYS);
        assertThat(run(filter, abi.audit, 0x40000000 | 1, 0)).isEqualTo(ENOSYS);
        int socket = SyscallTable.load().calls(abi).get("socket");
        assertThat(run(filter, abi.audit, socket, SeccompFilter.AF_VSOCK)).isEqualTo(EPERM);
        assertThat(filter.length / 8).isLessThan(4096); // BPF_MAXINSNS
    }

    /** The calls that are allowed with a set of capabilities, and not without, be it for some arguments only. */
    private static Set<String> newlyAllowed(SyscallTable.Abi abi, long added) throws Exception {
        byte[] without = filterOf(abi);
        byte[] with = filterOf(abi, added);
        Set<String> names = new TreeSet<>();
        SyscallTable.load().calls(abi).forEach((name, number) -> {
            int before = run(without, abi.audit, number, SeccompFilter.NEW_NAMESPACES);
            int after = run(with, abi.audit, number, SeccompFilter.NEW_NAMESPACES);
            if (before != after) {
                assertThat(after).as(name).isEqualTo(ALLOW);
                names.add(name);
            }
        });
        return names;
    }

    @Test
    void unknownCallsAreAbsentOnes() throws Exception {
        for (SyscallTable.Abi abi : SyscallTable.Abi.values()) {
            assertThat(run(filterOf(abi), abi.audit, 470, 0)).isEqualTo(ENOSYS);
            assertThat(run(filterOf(abi), abi.audit, 0x40000000 | 1, 0)).isEqualTo(ENOSYS);
            assertThat(run(filterOf(abi), abi.audit, -1, 0)).isEqualTo(ENOSYS);
        }
        assertThat(run(SeccompFilter.of(Machine.AARCH64, 0), AARCH32, 1, 0)).isEqualTo(ENOSYS);
        assertThat(run(SeccompFilter.of(Machine.X86_64, 0), SyscallTable.Abi.AARCH64.audit, 1, 0))
                .isEqualTo(ENOSYS);
    }

    private static byte[] filterOf(SyscallTable.Abi abi) throws Exception {
        return filterOf(abi, 0);
    }

    private static byte[] filterOf(SyscallTable.Abi abi, long added) throws Exception {
        return SeccompFilter.compile(abi == SyscallTable.Abi.AARCH64 ? Machine.AARCH64 : Machine.X86_64, added);
    }

    /** Classic BPF, as far as the filters use it. */
    private static int run(byte[] filter, int architecture, int number, long argument) {
        ByteBuffer call = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        call.putInt(number).putInt(architecture).putLong(0).putLong(argument);
        ByteBuffer code = ByteBuffer.wrap(filter).order(ByteOrder.LITTLE_ENDIAN);
        int accumulator = 0;
        for (int at = 0; ; at++) {
            int operand = code.getInt(8 * at + 4);
            int whenTrue = code.get(8 * at + 2) & 0xff;
            int whenFalse = code.get(8 * at + 3) & 0xff;
            switch (code.getShort(8 * at)) {
                case 0x20 -> accumulator = call.getInt(operand);
                case 0x54 -> accumulator &= operand;
                case 0x05 -> at += operand;
                case 0x15 -> at += accumulator == operand ? whenTrue : whenFalse;
                case 0x35 -> at += Integer.compareUnsigned(accumulator, operand) >= 0 ? whenTrue : whenFalse;
                case 0x25 -> at += Integer.compareUnsigned(accumulator, operand) > 0 ? whenTrue : whenFalse;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("instruction " + at);
            }
        }
    }
}
