package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.BuildPlan;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.store.CacheIndex.Field;
import dev.jbuild.core.store.CacheIndex.KeyFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What differs between the key that a place had and the one that it has now, in words. Used by one thread. */
final class KeyDifference {
    private static final int MAX_TEXT = 60; // characters of a value that are shown in one line

    private final BuildPlan plan;
    private final Vertex vertex;
    private final KeyFields before;
    private final Instant now;
    private final List<String> reasons = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();
    private final List<String> details = new ArrayList<>();

    KeyDifference(BuildPlan plan, Vertex vertex, KeyFields before, Instant now) {
        this.plan = plan;
        this.vertex = vertex;
        this.before = before;
        this.now = now;
    }

    /** Compares the files that were observed with a list that was kept; empty when that cannot be done. */
    interface FileComparison {
        Optional<FileChanges> changes(int input, Digest list);
    }

    Explanation explain(KeyFields after, FileComparison files) {
        if (after.key().equals(before.key())) {
            return Explanation.of("its result is no longer in the store");
        }
        detail("key", after.key() + "… was " + before.key() + "… (built " + age() + " ago)");
        if (!after.key().kind().equals(before.key().kind())) {
            return new Explanation("another instruction stood here", details);
        }
        Map<String, Field> old = new HashMap<>();
        before.fields().forEach(field -> old.put(field.name(), field));
        for (Field field : after.fields()) {
            Field last = old.get(field.name());
            if (last == null || !last.elements().equals(field.elements())) {
                compare(last == null ? new Field(field.name(), List.of()) : last, field, old, files);
            }
        }
        reasons.addAll(inputs);
        if (reasons.isEmpty()) {
            reasons.add("it reads something else than before");
        }
        return new Explanation(String.join("; ", reasons), details);
    }

    private void compare(Field last, Field field, Map<String, Field> old, FileComparison files) {
        int input = FieldNames.inputOf(field.name());
        int observed = FieldNames.filesOf(field.name());
        if (input >= 0) {
            input(input);
        } else if (observed >= 0) {
            files(observed, old.get(FieldNames.fileList(observed)), files);
        } else if (field.name().equals(FieldNames.ENV)) {
            variables(last.elements(), field.elements());
        } else if (field.name().equals(FieldNames.ARGS)) {
            reasons.add("the command changed");
            detail("command", shown(last.elements()) + " → " + shown(field.elements()));
        } else {
            reasons.add(field.name() + " changed");
            detail(field.name(), shown(last.elements()) + " → " + shown(field.elements()));
        }
    }

    private void input(int input) {
        Vertex changed = plan.vertex(vertex.inputs().get(input));
        boolean base = changed.op() instanceof Op.Image || changed.op() instanceof Op.Scratch;
        inputs.add(base ? "its base is another image: " + changed.label() : "its input changed: " + changed.label());
        detail(input == 0 ? "rootfs" : "input " + input, changed.label() + " changed");
    }

    private void files(int input, @Nullable Field list, FileComparison files) {
        Optional<FileChanges> changes = list == null
                ? Optional.empty()
                : files.changes(input, Digest.parse(list.elements().get(0)));
        reasons.add(changes.map(FileChanges::sentence).orElse("its files changed"));
        changes.ifPresent(found -> found.first().forEach(line -> detail("files", line)));
    }

    private void variables(List<String> last, List<String> current) {
        SortedMap<String, String> old = byName(last);
        SortedMap<String, String> fresh = byName(current);
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(fresh.keySet());
        for (String name : names) {
            String was = old.get(name);
            String is = fresh.get(name);
            if (was == null) {
                variable(name, "is new", "(none) → " + value(is));
            } else if (is == null) {
                variable(name, "is gone", value(was) + " → (none)");
            } else if (!was.equals(is)) {
                variable(name, "changed", value(was) + " → " + value(is));
            }
        }
    }

    private void variable(String name, String what, String values) {
        reasons.add((isArg(name) ? "ARG " : "variable ") + name + " " + what);
        detail(name, values);
    }

    private boolean isArg(String name) {
        return vertex.op() instanceof Op.Run run && run.argNames().contains(name);
    }

    private static String value(String text) {
        return text.startsWith(FieldNames.CONCEALED) ? "(not shown)" : shown(List.of(text));
    }

    private static SortedMap<String, String> byName(List<String> elements) {
        SortedMap<String, String> map = new TreeMap<>();
        for (String element : elements) {
            int equals = element.indexOf('=');
            map.put(element.substring(0, equals), element.substring(equals + 1));
        }
        return map;
    }

    private void detail(String name, String text) {
        details.add("%-14s %s".formatted(name, text));
    }

    private static String shown(List<String> elements) {
        String text = String.join(" ", elements).replace("\n", "\\n");
        return text.isEmpty() ? "(empty)" : text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 1) + "…";
    }

    private String age() {
        Duration age = Duration.between(before.builtAt(), now);
        if (age.toMinutes() < 1) {
            return counted(Math.max(0, age.toSeconds()), "second");
        }
        if (age.toHours() < 1) {
            return counted(age.toMinutes(), "minute");
        }
        return age.toDays() < 1 ? counted(age.toHours(), "hour") : counted(age.toDays(), "day");
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
