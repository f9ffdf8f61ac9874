package dev.jbuild.exec.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.sandbox.Capability;
import dev.jbuild.exec.program.Errno;
import dev.jbuild.exec.program.Machine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That a runtime is told of calls what the native sandbox does with them. */
class SeccompRulesTest {

    @ParameterizedTest
    @EnumSource(Machine.class)
    void callsWithoutConditionsAreThoseOfTheList(Machine machine) throws Exception {
        check(machine, 0);
    }

    @ParameterizedTest
    @EnumSource(Capability.class)
    void addedCapabilitiesBringTheirCalls(Capability capability) throws Exception {
        for (Machine machine : Machine.values()) {
            check(machine, capability.bit());
        }
    }

    private static void check(Machine machine, long added) throws Exception {
        Set<String> known = new TreeSet<>();
        for (SyscallTable.Abi abi : SeccompFilter.abis(machine)) {
            known.addAll(SyscallTable.load().calls(abi).keySet());
        }
        Set<String> allowed = AllowedCalls.with(added);
        List<SeccompRules.Rule> rules = SeccompRules.of(machine, added).rules();
        Map<String, Integer> errors = new HashMap<>();
        for (SeccompRules.Rule rule : rules) {
            if (rule.condition().isEmpty()) {
                rule.names()
                        .forEach(name -> assertThat(errors.put(name, rule.errno()))
                                .as(name)
                                .isNull());
            }
        }
        boolean admin = (added & Capability.SYS_ADMIN.bit()) != 0;
        assertThat(rules.stream().filter(rule -> rule.names().equals(List.of("clone"))))
                .hasSize(admin ? 0 : 8); // no namespace, or each flag of one
        known.removeAll(admin ? Set.of("personality", "socket") : Set.of("clone", "personality", "socket"));
        known.forEach(name -> assertThat(errors.get(name)).as(name).isEqualTo(errno(name, allowed)));
        assertThat(errors).doesNotContainKeys("personality", "socket");
    }

    private static int errno(String name, Set<String> allowed) {
        if (allowed.contains(name)) {
            return 0;
        }
        boolean absent = Set.of("clone3", "socketcall").contains(name);
        return (absent ? Errno.ENOSYS : Errno.EPERM).number();
    }
}
