package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.ImageConfig;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.PlannedImage;
import dev.jbuild.core.plan.VertexId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a stage has become so far. Used by one thread. */
final class StageState {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    final Stage stage;

    /** What variables are: those of the image, and ARGs, whichever was set last. Instructions expand these, commands see them. */
    final Map<String, String> env = new LinkedHashMap<>();

    /** ARGs of this stage and those below it, with their values; empty for those that have none. */
    final Map<String, String> declared = new LinkedHashMap<>();

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

    /** The beginning of a stage on another one: all but its triggers is inherited. */
    static StageState onStage(Stage stage, StageState base) {
        ImageConfig image =
                new ImageConfig(null, base.author, base.platform, base.config.build(), List.of(), List.of());
        StageState state = new StageState(stage, image, base.history, base.rootfs);
        state.env.putAll(base.env);
        state.declared.putAll(base.declared);
        state.hasWorkdir = base.hasWorkdir;
        state.knowledge = base.knowledge;
        state.begin();
        return state;
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
