package dev.jbuild.core.plan;

import dev.jbuild.core.oci.ContainerConfig;
import dev.jbuild.core.oci.Healthcheck;

/** The fields of a planned image. */
final class ImageText {

    private ImageText() {}

    static Fields of(PlannedImage image) {
        ContainerConfig config = image.config();
        Fields fields = new Fields()
                .add("platform", image.platform().toString())
                .addText("author", image.author())
                .addText("user", config.user())
                .addText("dir", config.workingDir());
        config.env().forEach(variable -> fields.addText("env", variable));
        config.entrypointIfAny().ifPresent(args -> fields.add("entrypoint", "[" + Fields.quoted(args) + "]"));
        config.cmdIfAny().ifPresent(args -> fields.add("cmd", "[" + Fields.quoted(args) + "]"));
        fields.addTexts("shell", config.shell())
                .add("ports", String.join(" ", config.exposedPorts()))
                .addTexts("volumes", config.volumes())
                .addPairs("label", config.labels())
                .addText("stopsignal", config.stopSignal());
        config.onBuild().forEach(trigger -> fields.addText("onbuild", trigger));
        config.healthcheckIfAny().ifPresent(check -> fields.add("healthcheck", text(check)));
        image.history().forEach(row -> fields.add("history", row.match(new RowText())));
        return fields;
    }

    private static String text(Healthcheck check) {
        return "%s interval %s timeout %s start %s every %s retries %d"
                .formatted(
                        Fields.quoted(check.test()),
                        check.interval(),
                        check.timeout(),
                        check.startPeriod(),
                        check.startInterval(),
                        check.retries());
    }

    private static final class RowText implements PlannedImage.RowCases<String> {
        @Override
        public String inherited(PlannedImage.Row.Inherited row) {
            return "base " + Fields.quoted(row.entry().createdBy());
        }

        @Override
        public String step(PlannedImage.Row.Step row) {
            return "#" + row.vertex().index() + " " + Fields.quoted(row.createdBy());
        }

        @Override
        public String configOnly(PlannedImage.Row.ConfigOnly row) {
            return "- " + Fields.quoted(row.createdBy());
        }
    }
}
