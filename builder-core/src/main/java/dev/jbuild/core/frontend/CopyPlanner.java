package dev.jbuild.core.frontend;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.plan.Op.Copy.Archives;
import dev.jbuild.core.plan.Op.Copy.Linking;
import dev.jbuild.core.plan.Op.Copy.Parents;
import dev.jbuild.core.plan.VertexId;
import dev.jbuild.grammar.Argument;
import dev.jbuild.grammar.CopySource;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.Instruction.Switch;
import dev.jbuild.grammar.syntax.Heredoc;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Word;
import java.util.ArrayList;
import java.util.List;

/** Plans COPY and ADD: one vertex each, whose inputs are the rootfs and the trees that files come from. */
final class CopyPlanner {

    private final Planning planning;
    private final RemoteSources remotes;

    CopyPlanner(Planning planning) {
        this.planning = planning;
        this.remotes = new RemoteSources(planning);
    }

    /** One instruction while it is read: its sources become inputs and words of its history. */
    private static final class Transfer {
        private final Placed placed;
        private final StageState stage;
        private final Substitution substitution;
        private final Inputs inputs;
        private final List<Op.Copy.Source> files = new ArrayList<>();
        private final List<Op.Copy.Source> inline = new ArrayList<>();
        private final StringBuilder createdBy;

        Transfer(String keyword, Placed placed, StageState stage, Substitution substitution) {
            this.placed = placed;
            this.stage = stage;
            this.substitution = substitution;
            this.inputs = new Inputs(stage.rootfs);
            this.createdBy = new StringBuilder(keyword);
        }

        String flag(String name, Word value) {
            String text = substitution.text(value, placed.instruction().span());
            if (!text.isEmpty()) {
                createdBy.append(" --").append(name).append('=').append(text);
            }
            return text;
        }

        List<Op.Copy.Source> sources() {
            List<Op.Copy.Source> all = new ArrayList<>(files);
            all.addAll(inline);
            return all;
        }
    }

    void plan(Instruction.Copy copy, Placed placed, StageState stage) {
        Transfer transfer = new Transfer("COPY", placed, stage, planning.substitution(stage, placed));
        if (copy.parents() == Switch.ON) {
            transfer.createdBy.append(" --parents");
        }
        String owner = transfer.flag("chown", copy.chown());
        String mode = mode(transfer.flag("chmod", copy.chmod()), placed);
        for (Argument source : paths(copy.sources())) {
            String path = transfer.substitution.text(source.word(), source.span());
            remotes.refuse(path, placed.at(source.span()));
            addFiles(transfer, path, copy.from(), source, Archives.KEEP);
        }
        addInline(transfer, copy.sources());
        finish(
                transfer,
                copy.destination(),
                new Manner(
                        owner,
                        mode,
                        copy.link() == Switch.ON ? Linking.INDEPENDENT : Linking.ONTO_ROOTFS,
                        copy.parents() == Switch.ON ? Parents.KEEP : Parents.DROP,
                        copy.excludes()));
    }

    void plan(Instruction.Add add, Placed placed, StageState stage) {
        Transfer transfer = new Transfer("ADD", placed, stage, planning.substitution(stage, placed));
        String owner = transfer.flag("chown", add.chown());
        String mode = mode(transfer.flag("chmod", add.chmod()), placed);
        List<Argument> paths = paths(add.sources());
        String checksum = transfer.substitution.text(add.checksum(), add.span());
        if (!checksum.isEmpty() && (paths.size() != 1 || add.sources().size() != 1)) {
            throw InstructionException.invalid(
                    "--checksum stands for one source, got " + add.sources().size(), placed.line());
        }
        for (Argument source : paths) {
            String path = transfer.substitution.text(source.word(), source.span());
            RemoteSources.Wanted wanted =
                    new RemoteSources.Wanted(path, checksum, add.keepGitDir(), placed.at(source.span()), placed);
            remotes.find(wanted)
                    .ifPresentOrElse(
                            remote -> addRemote(transfer, path, remote, add.unpack()),
                            () -> addFiles(
                                    transfer,
                                    path,
                                    "",
                                    source,
                                    add.unpack() == Switch.OFF ? Archives.KEEP : Archives.UNPACK));
        }
        addInline(transfer, add.sources());
        finish(
                transfer,
                add.destination(),
                new Manner(
                        owner,
                        mode,
                        add.link() == Switch.ON ? Linking.INDEPENDENT : Linking.ONTO_ROOTFS,
                        Parents.DROP,
                        add.excludes()));
    }

    private record Manner(String owner, String mode, Linking linking, Parents parents, List<String> excludes) {}

    private static List<Argument> paths(List<CopySource> sources) {
        List<Argument> paths = new ArrayList<>();
        for (CopySource source : sources) {
            if (source instanceof CopySource.Path path) {
                paths.add(path.argument());
            }
        }
        return paths;
    }

    private void addFiles(Transfer transfer, String path, String from, Argument source, Archives archives) {
        PathLimits.checkSource(path, transfer.placed.at(source.span()));
        VertexId tree;
        if (from.isEmpty()) {
            planning.warnings.ignoredSource(path, transfer.placed, source.span(), planning.request.ignoreRules());
            tree = planning.context("");
        } else {
            tree = planning.tree(from, transfer.placed, source.span());
        }
        transfer.files.add(new Op.Copy.Source.Files(transfer.inputs.add(tree), path, archives));
        transfer.createdBy.append(' ').append(path);
    }

    private static void addRemote(Transfer transfer, String address, RemoteSources.Remote remote, Switch unpack) {
        Archives archives = unpack == Switch.ON ? Archives.UNPACK : Archives.KEEP;
        transfer.files.add(new Op.Copy.Source.Files(transfer.inputs.add(remote.vertex()), remote.pattern(), archives));
        transfer.createdBy.append(' ').append(address);
    }

    private static void addInline(Transfer transfer, List<CopySource> sources) {
        for (CopySource source : sources) {
            if (source instanceof CopySource.Inline inline) {
                Heredoc heredoc = inline.heredoc();
                String text = heredoc.expand() ? expand(transfer, heredoc, inline.span()) : heredoc.text();
                PathLimits.checked(heredoc.name(), transfer.placed.at(inline.span()));
                transfer.inline.add(new Op.Copy.Source.Inline(heredoc.name(), text));
                transfer.createdBy.append(" <<").append(heredoc.name());
            }
        }
    }

    private static String expand(Transfer transfer, Heredoc heredoc, Span span) {
        try {
            return transfer.substitution.text(Word.parseHeredoc(heredoc.text()), heredoc.span());
        } catch (FragmentException e) {
            throw InstructionException.invalid(
                    e.message() + " (in heredoc " + heredoc.name() + ")", transfer.placed.at(span));
        }
    }

    private void finish(Transfer transfer, Argument destination, Manner manner) {
        String written = transfer.substitution.text(destination.word(), destination.span());
        StageState stage = transfer.stage;
        Op op = new Op.Copy(
                transfer.sources(),
                PathLimits.checked(UnixPath.resolve(stage.directory, written), transfer.placed.at(destination.span())),
                UnixPath.namesDirectory(written),
                manner.owner,
                manner.mode,
                manner.linking,
                manner.parents,
                manner.excludes);
        VertexId vertex = planning.plan.step(
                op,
                transfer.inputs,
                planning.label(stage),
                transfer.placed,
                transfer.placed.text(),
                planning.cachePolicy(stage));
        stage.record(vertex, transfer.createdBy + " " + written + " # buildkit");
    }

    /** Checks a mode: octal up to 7777, or symbolic as chmod takes it. */
    private static String mode(String mode, Placed placed) {
        if (mode.isEmpty() || FileModes.isMode(mode)) {
            return mode;
        }
        throw InstructionException.invalid(
                "invalid --chmod \"" + mode
                        + "\": want an octal number up to 7777, or a symbolic mode such as u+x,go=rX",
                placed.line());
    }
}
