package dev.jbuild.cli;

import dev.jbuild.cli.command.BuildCommand;
import dev.jbuild.cli.command.CacheCommand;
import dev.jbuild.cli.command.ConfigCommand;
import dev.jbuild.cli.command.ContextCommand;
import dev.jbuild.cli.command.CopyCommand;
import dev.jbuild.cli.command.DiffCommand;
import dev.jbuild.cli.command.DoctorCommand;
import dev.jbuild.cli.command.ExpandCommand;
import dev.jbuild.cli.command.ExportCommand;
import dev.jbuild.cli.command.HistoryCommand;
import dev.jbuild.cli.command.ImageCommand;
import dev.jbuild.cli.command.ImagesCommand;
import dev.jbuild.cli.command.ImportCommand;
import dev.jbuild.cli.command.InspectCommand;
import dev.jbuild.cli.command.LoadCommand;
import dev.jbuild.cli.command.LoginCommand;
import dev.jbuild.cli.command.LogoutCommand;
import dev.jbuild.cli.command.LogsCommand;
import dev.jbuild.cli.command.ManifestCommand;
import dev.jbuild.cli.command.ParseCommand;
import dev.jbuild.cli.command.PullCommand;
import dev.jbuild.cli.command.PushCommand;
import dev.jbuild.cli.command.RmiCommand;
import dev.jbuild.cli.command.RunCommand;
import dev.jbuild.cli.command.SaveCommand;
import dev.jbuild.cli.command.TagCommand;
import dev.jbuild.cli.command.VerifyCommand;
import dev.jbuild.cli.command.VolumeCommand;
import java.util.List;
import java.util.Optional;

/** The subcommands. Their classes are loaded when they are used. */
final class Commands {
    private Commands() {}

    /** The command of this name. */
    static Optional<Command> find(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "build" -> new BuildCommand();
                    case "cache" -> new CacheCommand();
                    case "config" -> new ConfigCommand();
                    case "context" -> new ContextCommand();
                    case "copy" -> new CopyCommand();
                    case "diff" -> new DiffCommand();
                    case "doctor" -> new DoctorCommand();
                    case "export" -> new ExportCommand();
                    case "history" -> new HistoryCommand();
                    case "image" -> new ImageCommand();
                    case "images" -> new ImagesCommand();
                    case "import" -> new ImportCommand();
                    case "inspect" -> new InspectCommand();
                    case "load" -> new LoadCommand();
                    case "login" -> new LoginCommand();
                    case "logout" -> new LogoutCommand();
                    case "logs" -> new LogsCommand();
                    case "manifest" -> new ManifestCommand();
                    case "pull" -> new PullCommand();
                    case "push" -> new PushCommand();
                    case "rmi" -> new RmiCommand();
                    case "run" -> new RunCommand();
                    case "save" -> new SaveCommand();
                    case "tag" -> new TagCommand();
                    case "verify" -> new VerifyCommand();
                    case "volume" -> new VolumeCommand();
                    case "parse" -> new ParseCommand();
                    case "expand" -> new ExpandCommand();
                    default -> null;
                });
    }

    /** What the help has of a command, one line. */
    record Entry(String name, String summary) {}

    /** All of them, in the order of the help. */
    static List<Entry> all() {
        return List.of(
                new Entry("build", "build an image (the default command)"),
                new Entry("cache", "look after the store: du, prune, check"),
                new Entry("config", "print the settings and where they come from"),
                new Entry("context", "list what a build would see of a context: ls"),
                new Entry("copy", "copy images between registries, layouts, archives and the store"),
                new Entry("diff", "say what two images differ in"),
                new Entry("doctor", "say what this machine allows"),
                new Entry("export", "write the files of an image as a tar"),
                new Entry("history", "show how an image came to be"),
                new Entry("image", "prune: remove images that have no name"),
                new Entry("images", "list the images of the store"),
                new Entry("import", "make an image from a tar of a root file system"),
                new Entry("inspect", "print what is known of images"),
                new Entry("load", "load images of an archive"),
                new Entry("login", "log in to a registry"),
                new Entry("logout", "log out of a registry"),
                new Entry("logs", "list builds, or print the output of their steps"),
                new Entry("manifest", "inspect: print what a registry has under a name"),
                new Entry("pull", "fetch an image from a registry"),
                new Entry("push", "send an image to its registry"),
                new Entry("rmi", "remove images"),
                new Entry("run", "run a command in a container of an image"),
                new Entry("save", "write images as an archive"),
                new Entry("tag", "give an image another reference"),
                new Entry("verify", "check that images are whole"),
                new Entry("volume", "look after volumes of containers: ls, create, rm, prune"),
                new Entry("parse", "print the syntax tree of a Dockerfile"),
                new Entry("expand", "print a word with its variables expanded"));
    }
}
