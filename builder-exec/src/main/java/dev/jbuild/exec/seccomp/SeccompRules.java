package dev.jbuild.exec.seccomp;

import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@link SeccompFilter} does, as rules for who makes a filter with libseccomp. One number of a system call means one thing to
 * both: the same names are allowed, the same fail with EPERM, and what is newer than our table with ENOSYS.
 *
 * @param architectures as libseccomp names them
 * @param otherwise the errno of calls without a rule that fits
 */
public record SeccompRules(List<String> architectures, int otherwise, List<Rule> rules) {
    private static final Set<String> BY_ARGUMENT = Set.of("clone", "clone3", "personality", "socket", "socketcall");
    private static final int PERM = Errno.EPERM.number();
    private static final int ABSENT = Errno.ENOSYS.number();
    private static final long UNSIGNED_INT = 0xffffffffL;

    public SeccompRules {
        architectures = List.copyOf(architectures);
        rules = List.copyOf(rules);
    }

    /** Calls that are allowed (errno 0) or fail with an error, always or when their first argument fits. */
    public record Rule(List<String> names, int errno, Optional<Condition> condition) {
        public Rule {
            names = List.copyOf(names);
        }
    }

    /** A comparison of the first argument, which the kernel reads as an unsigned number. */
    public record Condition(String operator, long value, long valueTwo) {}

    /**
     * The rules for a machine.
     *
     * @param added the capabilities beyond the default, as for {@link SeccompFilter#of}
     */
    public static SeccompRules of(Machine machine, long added) throws IOException {
        Set<String> known = new TreeSet<>();
        SyscallTable table = SyscallTable.load();
        for (SyscallTable.Abi abi : SeccompFilter.abis(machine)) {
            known.addAll(table.calls(abi).keySet());
        }
        Set<String> allowed = new TreeSet<>(AllowedCalls.with(added));
        allowed.retainAll(known);
        known.removeAll(BY_ARGUMENT);
        Set<String> refused = new TreeSet<>(known);
        refused.removeAll(allowed);
        List<Rule> rules = new ArrayList<>();
        rules.add(new Rule(List.copyOf(allowed), 0, Optional.empty()));
        rules.add(new Rule(List.copyOf(refused), PERM, Optional.empty()));
        if (allowed.contains("clone")) {
            rules.add(new Rule(List.of("socketcall"), ABSENT, Optional.empty()));
        } else {
            rules.add(new Rule(List.of("clone3", "socketcall"), ABSENT, Optional.empty()));
            addClone(rules);
        }
        for (int personality : SeccompFilter.PERSONALITIES) {
            rules.add(when("personality", 0, "SCMP_CMP_EQ", personality & UNSIGNED_INT));
        }
        addSocket(rules);
        List<String> architectures =
                machine == Machine.X86_64 ? List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86") : List.of("SCMP_ARCH_AARCH64");
        return new SeccompRules(architectures, ABSENT, rules);
    }

    /** Without any flag of a namespace it is allowed; each flag alone is a reason to refuse. */
    private static void addClone(List<Rule> rules) {
        long mask = SeccompFilter.NEW_NAMESPACES & UNSIGNED_INT;
        rules.add(masked(0, mask, 0));
        for (long flags = mask; flags != 0; flags &= flags - 1) {
            long flag = Long.lowestOneBit(flags);
            rules.add(masked(PERM, flag, flag));
        }
    }

    private static Rule masked(int errno, long mask, long value) {
        return new Rule(List.of("clone"), errno, Optional.of(new Condition("SCMP_CMP_MASKED_EQ", mask, value)));
    }

    /**
     * Conditions of one rule all hold together, those of several by themselves: hence the ranges between what is refused. libseccomp
     * takes no second action beside them, so that what is left fails as an absent call does.
     */
    private static void addSocket(List<Rule> rules) {
        rules.add(when("socket", 0, "SCMP_CMP_LT", SeccompFilter.AF_ALG));
        rules.add(when("socket", 0, "SCMP_CMP_EQ", SeccompFilter.AF_ALG + 1));
        rules.add(when("socket", 0, "SCMP_CMP_GT", SeccompFilter.AF_VSOCK));
    }

    private static Rule when(String name, int errno, String operator, long value) {
        return new Rule(List.of(name), errno, Optional.of(new Condition(operator, value, 0)));
    }
}
