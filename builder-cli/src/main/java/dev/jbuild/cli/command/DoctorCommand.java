package dev.jbuild.cli.command;

import dev.jbuild.cli.Command;
import dev.jbuild.cli.CommandSpec;
import dev.jbuild.cli.Console;
import dev.jbuild.cli.ParseResult;
import dev.jbuild.cli.Wiring;
import dev.jbuild.cli.settings.Setting;
import dev.jbuild.core.oci.OciJson;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.exec.doctor.Doctor;
import dev.jbuild.exec.doctor.Finding;
import dev.jbuild.exec.program.Runner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code jbuild doctor}: what this machine allows, and what jbuild therefore uses. */
public final class DoctorCommand implements Command {
    private static final int TOPIC_WIDTH = 18;

    @Override
    public CommandSpec spec() {
        return Options.of("Says what this machine allows, what jbuild will use, and how to get more.")
                .value("FORMAT", "json: an array of findings", "--format")
                .spec();
    }

    @Override
    public int run(ParseResult options, Console console) throws Exception {
        Wiring wiring = Wiring.of(console);
        Doctor.Choices choices = new Doctor.Choices(
                wiring.settings().text(Setting.RUNTIME).orElse("native"),
                wiring.settings().text(Setting.NETWORK).orElse("host"),
                console.env());
        try (BuildStore store = wiring.openStore()) {
            Path scratch = store.layers().scratch("doctor");
            List<Finding> findings = new Doctor(Runner.in(scratch), scratch, choices).examine();
            if (Formats.isJson(options)) {
                console.out().println(json(findings));
            } else {
                findings.forEach(finding -> print(finding, console));
            }
            return findings.stream().anyMatch(f -> f.state() == Finding.State.MISSING) ? 3 : 0;
        }
    }

    private static void print(Finding finding, Console console) {
        console.out().println(String.format("%-" + TOPIC_WIDTH + "s%s", finding.topic(), finding.text()));
        if (!finding.advice().isEmpty()) {
            console.out().println(" ".repeat(TOPIC_WIDTH) + "try: " + finding.advice());
        }
    }

    private static String json(List<Finding> findings) {
        return new String(
                OciJson.array(json -> {
                    for (Finding finding : findings) {
                        json.writeStartObject();
                        json.writeStringField("topic", finding.topic());
                        json.writeStringField("state", finding.state().name().toLowerCase(Locale.ROOT));
                        json.writeStringField("text", finding.text());
                        json.writeStringField("advice", finding.advice());
                        json.writeEndObject();
                    }
                }),
                StandardCharsets.UTF_8);
    }
}
