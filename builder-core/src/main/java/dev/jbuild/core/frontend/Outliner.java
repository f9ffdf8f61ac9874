package dev.jbuild.core.frontend;

import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.RunMount;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.grammar.Declaration;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.check.Descriptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what a user can give, while a plan is made. Used by one thread. */
final class Outliner {

    private final Map<String, Outline.Arg> globals = new HashMap<>();
    private final Map<String, Outline.Arg> args = new LinkedHashMap<>();

    /** An ARG before the first FROM; it counts once it is used. */
    void global(String name, String value, Instruction.Arg arg, Declaration declaration) {
        globals.put(name, described(name, value, arg, declaration));
    }

    /** An ARG of a stage that is needed; one without a default is the global one, if there is such. The last of a name counts. */
    void declared(String name, String value, Instruction.Arg arg, Declaration declaration) {
        Outline.Arg own = described(name, value, arg, declaration);
        args.put(name, declaration.value().isPresent() ? own : globals.getOrDefault(name, own));
    }

    /** Variables in the FROM of a stage that is needed. */
    void used(Set<String> names) {
        for (String name : names) {
            if (globals.containsKey(name)) {
                args.putIfAbsent(name, globals.get(name));
            }
        }
    }

    private static Outline.Arg described(String name, String value, Instruction.Arg arg, Declaration declaration) {
        String description = Descriptions.of(name, arg.origin().comments());
        return new Outline.Arg(name, description, value, declaration.span().line());
    }

    Outline outline(Instruction.From target, BuildPlan plan) {
        Map<String, Outline.Need> secrets = new LinkedHashMap<>();
        Map<String, Outline.Need> agents = new LinkedHashMap<>();
        Set<String> caches = new LinkedHashSet<>();
        for (Vertex vertex : plan.vertices()) {
            if (vertex.op() instanceof Op.Run run) {
                run.mounts().forEach(mount -> mount.match(new Mounts(secrets, agents, caches)));
            }
        }
        List<Outline.Arg> sorted = new ArrayList<>(args.values());
        sorted.sort(Comparator.comparingInt(Outline.Arg::line));
        return new Outline(
                target.name(),
                Descriptions.of(target.name(), target.origin().comments()),
                sorted,
                credentials(secrets),
                credentials(agents),
                List.copyOf(caches));
    }

    private static List<Outline.Credential> credentials(Map<String, Outline.Need> needs) {
        return needs.entrySet().stream()
                .map(entry -> new Outline.Credential(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Puts a mount where it belongs; the answer says whether a user can give it. */
    private record Mounts(Map<String, Outline.Need> secrets, Map<String, Outline.Need> agents, Set<String> caches)
            implements RunMount.Cases<Boolean> {

        @Override
        public Boolean bind(RunMount.Bind mount) {
            return false;
        }

        @Override
        public Boolean cache(RunMount.Cache mount) {
            return caches.add(mount.id());
        }

        @Override
        public Boolean tmpfs(RunMount.Tmpfs mount) {
            return false;
        }

        @Override
        public Boolean secret(RunMount.Secret mount) {
            return put(secrets, mount.id(), mount.required());
        }

        @Override
        public Boolean ssh(RunMount.Ssh mount) {
            return put(agents, mount.id(), mount.required());
        }

        private static boolean put(Map<String, Outline.Need> needs, String id, boolean required) {
            needs.merge(id, required ? Outline.Need.REQUIRED : Outline.Need.OPTIONAL, Mounts::stronger);
            return true;
        }

        private static Outline.Need stronger(Outline.Need one, Outline.Need other) {
            return one == Outline.Need.REQUIRED ? one : other;
        }
    }
}
