package dev.jbuild.exec.seccomp;

import dev.jbuild.exec.host.ShippedFile;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The filter of the sandbox's commands. A call that is not allowed fails with EPERM; a call newer than our table, of another
 * machine's interface or of x32 with ENOSYS, so that programs fall back as on an older kernel.
 */
public final class SeccompFilter {
    static final int NEW_NAMESPACES = 0x7E020000; // CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}
    static final int AF_VSOCK = 40;
    static final int AF_ALG = 38;
    private static final int X32 = 0x40000000; // __X32_SYSCALL_BIT
    static final int[] PERSONALITIES = {0, 0x8, 0x20000, 0x20008, -1}; // Linux, Linux32, either as 2.6, a question

    private static final int REFUSED = Bpf.error(Errno.EPERM.number());
    private static final int ABSENT = Bpf.error(Errno.ENOSYS.number());

    private static final Map<Machine, byte[]> filters =
            Collections.synchronizedMap(new EnumMap<>(Machine.class)); // read once

    private SeccompFilter() {}

    /**
     * The filter for a machine, {@code struct sock_filter[]}; not to be changed. Compiled beforehand for who has none added.
     *
     * @param added the capabilities beyond the default, bits of the kernel's: the calls that they are for are allowed too
     */
    public static byte[] of(Machine machine, long added) throws IOException {
        return added == 0 ? of(machine) : compile(machine, added);
    }

    private static byte[] of(Machine machine) throws IOException {
        byte[] filter = filters.get(machine);
        if (filter == null) {
            filter = ShippedFile.read(SeccompFilter.class, "filter-" + machine.id() + ".bpf");
            filters.put(machine, filter);
        }
        return filter;
    }

    /** Compiles the lists; the resources that {@link #of} reads are made by this, with nothing added. */
    static byte[] compile(Machine machine, long added) throws IOException {
        SyscallTable table = SyscallTable.load();
        Set<String> allowed = AllowedCalls.with(added);
        List<Bpf.Instruction> code = new ArrayList<>();
        code.add(Bpf.load(Bpf.ARCHITECTURE));
        for (SyscallTable.Abi abi : abis(machine)) {
            code.addAll(Bpf.whenEqual(abi.audit, of(abi, table.calls(abi), allowed)));
        }
        code.add(Bpf.giveBack(ABSENT));
        return Bpf.encode(code);
    }

    /** Programs for i386 run on x86-64; those for 32-bit ARM are no more than a few machines' kernels run, and are not. */
    static List<SyscallTable.Abi> abis(Machine machine) {
        return machine == Machine.X86_64
                ? List.of(SyscallTable.Abi.X86_64, SyscallTable.Abi.I386)
                : List.of(SyscallTable.Abi.AARCH64);
    }

    private static List<Bpf.Instruction> of(SyscallTable.Abi abi, Map<String, Integer> calls, Set<String> allowed) {
        List<Bpf.Instruction> code = new ArrayList<>();
        code.add(Bpf.load(Bpf.NUMBER));
        if (abi == SyscallTable.Abi.X86_64) {
            code.addAll(Bpf.whenAtLeast(X32, List.of(Bpf.giveBack(ABSENT)))); // as on a kernel without x32
        }
        int newest = calls.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        code.addAll(Bpf.whenAtLeast(newest + 1, List.of(Bpf.giveBack(ABSENT))));
        if (!allowed.contains("clone")) {
            code.addAll(rulesOfClone(calls));
        }
        code.addAll(rules(calls));
        code.addAll(Bpf.ranges(ranges(calls, allowed), REFUSED));
        return code;
    }

    private static List<Bpf.Instruction> rulesOfClone(Map<String, Integer> calls) {
        List<Bpf.Instruction> code = new ArrayList<>();
        // A new user namespace would give a process all capabilities over a part of the kernel.
        List<Bpf.Instruction> clone = new ArrayList<>(List.of(Bpf.loadFirstArgument(), Bpf.and(NEW_NAMESPACES)));
        clone.addAll(Bpf.whenEqual(0, List.of(Bpf.giveBack(Bpf.ALLOW))));
        clone.add(Bpf.giveBack(REFUSED));
        code.addAll(Bpf.whenEqual(calls.get("clone"), clone));
        // Its flags are behind a pointer, where no filter sees them; libraries then use clone.
        code.addAll(Bpf.whenEqual(calls.get("clone3"), List.of(Bpf.giveBack(ABSENT))));
        return code;
    }

    private static List<Bpf.Instruction> rules(Map<String, Integer> calls) {
        List<Bpf.Instruction> code = new ArrayList<>();
        // Personalities of other systems have been ways around ASLR and mmap_min_addr.
        List<Bpf.Instruction> personality = new ArrayList<>(List.of(Bpf.loadFirstArgument()));
        for (int value : PERSONALITIES) {
            personality.addAll(Bpf.whenEqual(value, List.of(Bpf.giveBack(Bpf.ALLOW))));
        }
        personality.add(Bpf.giveBack(REFUSED));
        code.addAll(Bpf.whenEqual(calls.get("personality"), personality));
        // No namespace separates the sockets to the hypervisor; those to the kernel's ciphers serve attacks only.
        List<Bpf.Instruction> socket = new ArrayList<>(List.of(Bpf.loadFirstArgument()));
        for (int family : new int[] {AF_VSOCK, AF_ALG}) {
            socket.addAll(Bpf.whenEqual(family, List.of(Bpf.giveBack(REFUSED))));
        }
        socket.add(Bpf.giveBack(Bpf.ALLOW));
        code.addAll(Bpf.whenEqual(calls.get("socket"), socket));
        // The family is behind a pointer; libraries since 2016 call socket instead.
        if (calls.containsKey("socketcall")) {
            code.addAll(Bpf.whenEqual(calls.get("socketcall"), List.of(Bpf.giveBack(ABSENT))));
        }
        return code;
    }

    private static List<Bpf.Range> ranges(Map<String, Integer> calls, Set<String> allowed) {
        TreeSet<Integer> numbers = new TreeSet<>();
        allowed.stream().filter(calls::containsKey).forEach(name -> numbers.add(calls.get(name)));
        List<Bpf.Range> ranges = new ArrayList<>();
        int first = numbers.first();
        for (int number : numbers) {
            if (!numbers.contains(number + 1)) {
                ranges.add(new Bpf.Range(first, number));
                Integer next = numbers.higher(number);
                first = next == null ? number : next;
            }
        }
        return ranges;
    }
}
