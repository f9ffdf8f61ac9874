package dev.jbuild.core.solver;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.SecretNames;
import dev.jbuild.core.plan.Vertex;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.core.store.CacheIndex;
import dev.jbuild.core.store.CacheIndex.Field;
import dev.jbuild.core.store.CacheIndex.KeyFields;
import dev.jbuild.core.store.CacheIndex.KeyPlace;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Says why steps were not cached, by comparing the fields of their keys with those of the last build that stood at the same place.
 * Never fails a build: what cannot be read or written for an explanation makes a poorer one. Thread-safe.
 */
final class Explanations {
    private final SolveRequest request;
    private final BuildStore store;
    private final Clock clock;
    private final FileLists lists;
    private final Map<Observation, Digest> compared =
            new ConcurrentHashMap<>(); // lists that were kept when they were compared

    Explanations(SolveRequest request, BuildStore store, Clock clock) {
        this.request = request;
        this.store = store;
        this.clock = clock;
        this.lists = new FileLists(store.blobs());
    }

    /** Why no record answers for a vertex. */
    Explanation ofMiss(Definitions.Defined defined) {
        return ofMiss(defined, (before, now) -> lists.changes(before, now.list()));
    }

    /** As {@link #ofMiss}, of a vertex whose step is about to run: lists that are compared are kept for {@link #begin}. */
    Explanation ofRun(Definitions.Defined defined) {
        return ofMiss(defined, this::changesAndKeep);
    }

    private FileChanges changesAndKeep(Digest before, Observation now) throws IOException {
        FileLists.Compared both = lists.changesAndPut(before, now.list());
        compared.put(now, both.list());
        return both.changes();
    }

    /** Some way to the changes since a list that was kept. */
    @FunctionalInterface
    private interface Comparing {
        FileChanges changes(Digest before, Observation now) throws IOException;
    }

    private Explanation ofMiss(Definitions.Defined defined, Comparing comparing) {
        Vertex vertex = defined.vertex();
        if (vertex.cache() == Vertex.CachePolicy.IGNORE) {
            return Explanation.of("the cache is not to be used for it");
        }
        Optional<KeyFields> last = last(vertex);
        if (last.isEmpty()) {
            return Explanation.of("no record for this " + noun(vertex) + " yet");
        }
        KeyDifference difference = new KeyDifference(request.plan(), vertex, last.get(), clock.instant());
        List<Field> fields;
        try {
            fields = concealed(defined.definition().fields());
        } catch (IOException e) {
            return Explanation.of("its last key cannot be compared: " + e.getMessage());
        }
        return difference.explain(
                new KeyFields(defined.definition().key(), clock.instant(), fields),
                (input, list) -> fileChanges(comparing, defined.contexts().get(input), list));
    }

    /**
     * What is to be remembered of a vertex: its key's fields, and the files that it observes, whose list is kept at once, while it is
     * at hand.
     */
    List<Field> prepare(Definitions.Defined defined) {
        return new Prepared(() -> fields(defined, Map.of(), lists(defined))).fields();
    }

    /** As {@link #prepare}, beside the step: lists that are held now are written while it runs. */
    Prepared begin(Definitions.Defined defined, Executor executor) {
        try {
            Map<Integer, Digest> kept = new TreeMap<>();
            Map<Integer, Observation.FileList> held = new TreeMap<>();
            for (Map.Entry<Integer, Observation> context : defined.contexts().entrySet()) {
                Digest list = compared.remove(context.getValue());
                if (list != null) {
                    kept.put(context.getKey(), list);
                } else {
                    held.put(context.getKey(), context.getValue().list().held());
                }
            }
            Prepared prepared = new Prepared(() -> fields(defined, kept, held));
            if (!held.isEmpty()) {
                executor.execute(prepared.work);
            }
            return prepared;
        } catch (IOException e) {
            return new Prepared(List::of); // as of a list that cannot be written
        }
    }

    /** Fields that are made on another thread, or by the first who wants them if none has begun. */
    static final class Prepared {
        private final FutureTask<List<Field>> work;

        private Prepared(Callable<List<Field>> work) {
            this.work = new FutureTask<>(work);
        }

        /** The fields; when this returns nobody works on them any more. */
        List<Field> fields() {
            work.run();
            try {
                return work.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException bug ? bug : new IllegalStateException(e.getCause());
            }
        }
    }

    private static Map<Integer, Observation.FileList> lists(Definitions.Defined defined) {
        Map<Integer, Observation.FileList> lists = new TreeMap<>();
        defined.contexts().forEach((input, observation) -> lists.put(input, observation.list()));
        return lists;
    }

    /**
     * @param kept lists that are kept already, by their inputs
     * @param observed those that are not
     */
    private List<Field> fields(
            Definitions.Defined defined, Map<Integer, Digest> kept, Map<Integer, Observation.FileList> observed) {
        try {
            List<Field> fields = new ArrayList<>(concealed(defined.definition().fields()));
            Map<Integer, Digest> all = new TreeMap<>(kept);
            for (Map.Entry<Integer, Observation.FileList> context : observed.entrySet()) {
                all.put(context.getKey(), lists.put(context.getValue()));
            }
            all.forEach((input, list) -> fields.add(new Field(FieldNames.fileList(input), List.of(list.toString()))));
            return fields;
        } catch (IOException e) {
            // Only the next build's explanation is poorer; a disk that is full or broken fails the build where it
            // matters.
            return List.of();
        }
    }

    /** Remembers the key of a vertex for the next build. */
    void remember(Definitions.Defined defined, List<Field> prepared) {
        if (prepared.isEmpty()) {
            return;
        }
        try {
            KeyFields fields = new KeyFields(defined.definition().key(), clock.instant(), prepared);
            store.cache().putLastFields(place(defined.vertex()), fields);
        } catch (IOException e) {
            // As above.
            return;
        }
    }

    /** Whether the place of a vertex remembers just this key. */
    boolean remembers(Definitions.Defined defined) {
        return last(defined.vertex())
                .filter(last -> last.key().equals(defined.definition().key()))
                .isPresent();
    }

    private Optional<KeyFields> last(Vertex vertex) {
        try {
            return store.cache().lastFields(place(vertex));
        } catch (IOException e) {
            // As if nothing was remembered: an explanation is poorer, the build is not.
            return Optional.empty();
        }
    }

    private KeyPlace place(Vertex vertex) {
        Vertex.Label label = vertex.label();
        String stage = label.position() == 0 ? label.stage() + " " + label.text() : label.stage();
        return new KeyPlace(request.context(), request.dockerfile(), stage, label.position());
    }

    private static Optional<FileChanges> fileChanges(Comparing comparing, Observation now, Digest before) {
        try {
            return Optional.of(comparing.changes(before, now));
        } catch (IOException | IllegalArgumentException e) {
            // The old list was collected or is damaged: it can only be said that files changed.
            return Optional.empty();
        }
    }

    private List<Field> concealed(List<Field> fields) throws IOException {
        List<Field> readable = new ArrayList<>();
        for (Field field : fields) {
            readable.add(field.name().equals(FieldNames.ENV) ? concealed(field) : field);
        }
        return readable;
    }

    private Field concealed(Field env) throws IOException {
        CacheIndex cache = store.cache();
        List<String> elements = new ArrayList<>();
        for (String element : env.elements()) {
            int equals = element.indexOf('=');
            String name = element.substring(0, equals);
            boolean secret = SecretNames.looksSecret(name);
            elements.add(secret ? name + "=" + FieldNames.CONCEALED + cache.conceal(element) : element);
        }
        return new Field(env.name(), elements);
    }

    private static String noun(Vertex vertex) {
        return vertex.op() instanceof Op.Run ? "command" : "instruction";
    }
}
