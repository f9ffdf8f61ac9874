package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.PlannedImage;
import dev.jbuild.core.plan.Variables;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.grammar.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a stage has become so far. Used by one thread. */
final class StageState {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    final Stage stage;

    /** What variables are: those of the image, and ARGs, whichever was set last. Instructions expand these, commands see them. */
    final Map<String, String> env;

    /** ARGs of this stage and those below it, with their values; empty for those that have none. */
    final Map<String, String> declared;

    /** ARGs of this stage that took the place of a variable, perhaps one of the image; a stage upon this one sees the image's again. */
    private final Set<String> args = new HashSet<>();

    /** What commands see of {@link #env} and {@link #declared}; null when these have changed since. */
    private @Nullable Environment environment;

    final ContainerConfig.Builder config;
    String author;
    Platform platform;
    HistoryRows history;

    Knowledge knowledge = Knowledge.WHOLE;

    /** Absolute and clean. */
    String directory = "/";

    VertexId rootfs;

    /** Instructions of which the last one counts, by keyword. */
    final Map<String, Placed> onlyLast = new HashMap<>();

    /** Whether this stage itself has a CMD, so that an ENTRYPOINT lets it be. */
    boolean hasCmd;

    /** Whether a WORKDIR of the file says where we are. */
    boolean hasWorkdir;

    /** Whether the base could be looked at. */
    enum Knowledge {
        WHOLE,
        /** The image was not found, so its variables are unknown; no plan comes of it. */
        WITHOUT_BASE
    }

    private StageState(Stage stage, ImageConfig base, HistoryRows history, VertexId rootfs) {
        this.stage = stage;
        this.env = new LinkedHashMap<>();
        this.declared = new LinkedHashMap<>();
        this.config = base.config().toBuilder();
        this.config.onBuild = new ArrayList<>();
        this.author = base.author();
        this.platform = base.platform();
        this.history = history;
        this.rootfs = rootfs;
    }

    /** The beginning of a stage on nothing. */
    static StageState empty(Stage stage, ImageConfig scratch, VertexId rootfs) {
        StageState state = new StageState(stage, scratch, HistoryRows.NONE, rootfs);
        state.config.workingDir = "/";
        state.begin();
        return state;
    }

    /** The beginning of a stage on an image. */
    static StageState onImage(Stage stage, ImageConfig image, Platform platform, VertexId rootfs) {
        StageState state = new StageState(stage, image, HistoryRows.inherited(image.history()), rootfs);
        state.platform = platform;
        state.begin();
        return state;
    }

    private StageState(Stage stage, StageState base, Own own) {
        this.stage = stage;
        this.env = own.env;
        this.declared = own.declared;
        this.config = own.config;
        this.config.onBuild = new ArrayList<>();
        this.author = base.author;
        this.platform = base.platform;
        this.history = base.history;
        this.rootfs = base.rootfs;
        this.hasWorkdir = base.hasWorkdir;
        this.knowledge = base.knowledge;
        this.directory = UnixPath.clean(config.workingDir);
        for (String name : base.args) {
            config.envValue(name).ifPresent(value -> env.put(name, value));
        }
    }

    private record Own(Map<String, String> env, Map<String, String> declared, ContainerConfig.Builder config) {}

    /** The beginning of a stage on another one: all but its triggers is inherited. */
    static StageState onStage(Stage stage, StageState base) {
        return new StageState(
                stage,
                base,
                new Own(new LinkedHashMap<>(base.env), new LinkedHashMap<>(base.declared), base.config.copy()));
    }

    /** The same where nobody needs the other stage any more, which is not to be used again: nothing is copied. */
    static StageState inPlaceOf(Stage stage, StageState base) {
        return new StageState(stage, base, new Own(base.env, base.declared, base.config));
    }

    /** Declares a variable that is no part of the image. */
    void declare(String name, String value) {
        declared.put(name, value);
        environment = null;
    }

    /** Gives such a variable a value that commands see. */
    void setArg(String name, String value) {
        env.put(name, value);
        args.add(name);
        environment = null;
    }

    /** Sets a variable of the image. */
    void setEnv(String name, String value) {
        env.put(name, value);
        config.putEnv(name, value);
        environment = null;
    }

    /** What a command sees, and which of it are ARGs. */
    record Environment(Variables variables, Set<String> args) {}

    /** The environment of a command; all commands between two changes share one. */
    Environment environment(StageBudget budget, Span place) {
        Environment known = environment;
        if (known == null) {
            budget.take(env.size() + declared.size(), place);
            known = new Environment(Variables.copyOf(env), Set.copyOf(declared.keySet()));
            environment = known;
        }
        return known;
    }

    /** How many variables, labels and ports a stage upon this one has to begin with. */
    int size() {
        return env.size() + declared.size() + config.env.size() + config.labels.size() + config.exposedPorts.size();
    }

    private void begin() {
        ContainerConfig image = config.build();
        if (image.envValue("PATH").isEmpty()) {
            config.env.add("PATH=" + DEFAULT_PATH);
        }
        for (String variable : config.env) {
            int equals = variable.indexOf('=');
            env.put(
                    equals < 0 ? variable : variable.substring(0, equals),
                    equals < 0 ? "" : variable.substring(equals + 1));
        }
        directory = UnixPath.clean(image.workingDir());
    }

    /** A row for an instruction that made no vertex. */
    void record(String createdBy) {
        history = history.with(new PlannedImage.Row.ConfigOnly(createdBy));
    }

    /** A row for an instruction whose vertex is the rootfs from now on. */
    void record(VertexId vertex, String createdBy) {
        rootfs = vertex;
        history = history.with(new PlannedImage.Row.Step(vertex, createdBy));
    }
}
