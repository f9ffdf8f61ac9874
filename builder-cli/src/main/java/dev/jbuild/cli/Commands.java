package dev.jbuild.cli;

import dev.jbuild.cli.command.BuildCommand;
import dev.jbuild.cli.command.CacheCommand;
import dev.jbuild.cli.command.DoctorCommand;
import dev.jbuild.cli.command.ExpandCommand;
import dev.jbuild.cli.command.HistoryCommand;
import dev.jbuild.cli.command.ImagesCommand;
import dev.jbuild.cli.command.ImportCommand;
import dev.jbuild.cli.command.InspectCommand;
import dev.jbuild.cli.command.LoadCommand;
import dev.jbuild.cli.command.LogsCommand;
import dev.jbuild.cli.command.ParseCommand;
import dev.jbuild.cli.command.RmiCommand;
import dev.jbuild.cli.command.RunCommand;
import dev.jbuild.cli.command.SaveCommand;
import dev.jbuild.cli.command.TagCommand;
import dev.jbuild.cli.command.VerifyCommand;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The subcommands, in the order of the help. Their classes are loaded when they are used. */
final class Commands {
    static final List<Entry> ALL = List.of(
            new Entry("build", "build an image (the default command)", BuildCommand::new),
            new Entry("cache", "look after the store: du, prune, check", CacheCommand::new),
            new Entry("doctor", "say what this machine allows", DoctorCommand::new),
            new Entry("history", "show how an image came to be", HistoryCommand::new),
            new Entry("images", "list the images of the store", ImagesCommand::new),
            new Entry("import", "make an image from a tar of a root file system", ImportCommand::new),
            new Entry("inspect", "print what is known of images", InspectCommand::new),
            new Entry("load", "load images of an archive", LoadCommand::new),
            new Entry("logs", "list builds, or print the output of their steps", LogsCommand::new),
            new Entry("rmi", "remove images", RmiCommand::new),
            new Entry("run", "run a command in a container of an image", RunCommand::new),
            new Entry("save", "write images as an archive", SaveCommand::new),
            new Entry("tag", "give an image another reference", TagCommand::new),
            new Entry("verify", "check that images are whole", VerifyCommand::new),
            new Entry("parse", "print the syntax tree of a Dockerfile", ParseCommand::new),
            new Entry("expand", "print a word with its variables expanded", ExpandCommand::new));

    /** @param summary one line for the list in the help */
    record Entry(String name, String summary, Supplier<Command> command) {}

    private Commands() {}

    static Optional<Entry> find(String name) {
        return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
