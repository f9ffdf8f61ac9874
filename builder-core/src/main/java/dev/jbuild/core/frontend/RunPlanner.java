package dev.jbuild.core.frontend;

import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.RunMount;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.grammar.Device;
import dev.jbuild.grammar.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Plans RUN. */
final class RunPlanner {

    private static final String INSECURE = "security.insecure";
    private static final String DEVICE = "device";
    private static final String HOST_NETWORK = "network.host";
    private static final String HOSTNAME_ARG = "BUILDKIT_SANDBOX_HOSTNAME";
    private static final Set<String> PROXIES =
            Set.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy");

    private final Planning planning;

    RunPlanner(Planning planning) {
        this.planning = planning;
    }

    void plan(Instruction.Run run, Placed placed, StageState stage) {
        ShellCommand command = ShellCommand.of(run, stage.config.shell);
        if (command.args().isEmpty()) {
            throw InstructionException.invalid("RUN has no command: got [], want a program", placed.line());
        }
        command.args().forEach(arg -> Substitution.refuseNul(arg, placed.line()));
        command.files().forEach(file -> PathLimits.checked(file.path(), placed.line()));
        checkAllowed(run, placed);
        Inputs inputs = new Inputs(stage.rootfs);
        List<RunMount> mounts = new MountPlanner(planning, placed, stage, inputs).plan(run.mounts());
        StageState.Environment environment = stage.environment(planning.budget, placed.line());
        Op op = new Op.Run(
                command.args(),
                environment.variables(),
                environment.args(),
                proxies(planning.request.buildArgs()),
                PathLimits.checked(stage.directory, placed.line()),
                stage.config.user,
                stage.platform,
                network(run.network(), placed),
                run.security() == Instruction.Security.INSECURE ? Op.Run.Security.INSECURE : Op.Run.Security.SANDBOX,
                mounts,
                command.files(),
                surroundings(run.devices()));
        VertexId vertex = planning.plan.step(
                op, inputs, planning.label(stage), placed, text(run, command), planning.cachePolicy(stage));
        String createdBy = "RUN " + createdBy(command.args(), stage) + " # buildkit";
        planning.budget.takeText(createdBy.length(), placed.line());
        stage.record(vertex, createdBy);
    }

    private static String text(Instruction.Run run, ShellCommand command) {
        return run.origin().text() + (command.summary().isEmpty() ? "" : " (" + command.summary() + ")");
    }

    /** As in histories: the ARGs that the command sees, then the command. */
    private static String createdBy(List<String> args, StageState stage) {
        StringBuilder text = new StringBuilder();
        if (!stage.declared.isEmpty()) {
            text.append('|').append(stage.declared.size());
            stage.declared.forEach((name, value) ->
                    text.append(' ').append(name).append('=').append(stage.env.getOrDefault(name, value)));
            text.append(' ');
        }
        return text.append(String.join(" ", args)).toString();
    }

    /** A line may take the network away; what the user has taken away it does not give back unless it is allowed to. */
    private Op.Run.Network network(Instruction.Network network, Placed placed) {
        Op.Run.Network given = planning.request.network();
        Op.Run.Network wanted = switch (network) {
            case DEFAULT -> given;
            case NONE -> Op.Run.Network.NONE;
            case HOST -> Op.Run.Network.HOST;
            case PRIVATE -> Op.Run.Network.PRIVATE;
        };
        boolean more = reach(wanted) > reach(given);
        if (more && !planning.request.allowed().contains(HOST_NETWORK)) {
            String flag = "--network=" + network.name().toLowerCase(Locale.ROOT);
            throw notAllowed(flag, HOST_NETWORK, placed);
        }
        return wanted;
    }

    /** How far a command gets: more is more. */
    private static int reach(Op.Run.Network network) {
        return switch (network) {
            case NONE -> 0;
            case PRIVATE -> 1;
            case DEFAULT, HOST -> 2;
        };
    }

    private Op.Run.Surroundings surroundings(List<Device> devices) {
        Op.Run.Surroundings given = planning.request.surroundings();
        String hostname = given.hostname().isEmpty()
                ? planning.request.buildArgs().getOrDefault(HOSTNAME_ARG, "")
                : given.hostname();
        List<Op.Run.Device> all = new ArrayList<>(given.devices());
        devices.forEach(device -> all.add(new Op.Run.Device(device.name(), device.need() == Device.Need.REQUIRED)));
        return new Op.Run.Surroundings(hostname, given.extraHosts(), all, given.limits());
    }

    private void checkAllowed(Instruction.Run run, Placed placed) {
        Set<String> allowed = planning.request.allowed();
        if (run.security() == Instruction.Security.INSECURE && !allowed.contains(INSECURE)) {
            throw notAllowed("--security=insecure", INSECURE, placed);
        }
        for (Device device : run.devices()) {
            if (!allowed.contains(DEVICE) && !allowed.contains(DEVICE + "=" + device.name())) {
                throw notAllowed("--device=" + device.name(), DEVICE + "=" + device.name(), placed);
            }
        }
    }

    private static InstructionException notAllowed(String flag, String entitlement, Placed placed) {
        return new InstructionException(
                ErrorCode.PRIVILEGE_NEEDED,
                "RUN " + flag + " is not allowed: it weakens the isolation of the step",
                placed.line(),
                "pass --allow " + entitlement + " if you trust this Dockerfile");
    }

    /** Proxy variables of the user in both cases of their names: programs differ in which they read. */
    private static SortedMap<String, String> proxies(Map<String, String> buildArgs) {
        SortedMap<String, String> proxies = new TreeMap<>();
        buildArgs.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (PROXIES.contains(lower)) {
                proxies.put(lower, value);
                proxies.put(lower.toUpperCase(Locale.ROOT), value);
            }
        });
        return proxies;
    }
}
