package dev.jbuild.core.context;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.oci.DiffId;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.store.FileDigests.Selected;
import dev.jbuild.core.tree.TreePath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was selected from directories that have not changed since: found by one stamp of them, and not by looking at each file. Used by one
 * thread.
 *
 * <p>A stamp that an answer is remembered by was taken before the files were looked at; or after it, if by its times nothing has changed
 * since the context was opened, which {@link FileDigests#putSelected} sees to.
 */
public final class SelectionMemo {
    private final FileDigests digests;
    private final Digest question;
    private final @Nullable DirectoryStamp before;
    private final LaterStamp after;

    /**
     * @param before of the directories as they are, if it was taken
     * @param after takes it when the files have been looked at, if it was not
     */
    SelectionMemo(FileDigests digests, Question question, Optional<DirectoryStamp> before, LaterStamp after) {
        this.digests = digests;
        this.question = Digest.ofUtf8(question.question());
        this.before = before.orElse(null);
        this.after = after;
    }

    /** The stamp of what was looked at, if there was enough of it to be worth one. */
    @FunctionalInterface
    interface LaterStamp {
        Optional<DirectoryStamp> of(long fileCount) throws IOException;
    }

    /**
     * A selection that is asked for.
     *
     * @param question names everything that decides what is selected and how it is digested, but for the files
     * @param directories that all of what can be selected is in
     * @param enters whether something in a directory can be selected
     */
    public record Question(String question, List<TreePath> directories, Predicate<TreePath> enters) {
        public Question {
            directories = List.copyOf(directories);
        }

        /** The same of what ignore rules leave. */
        Question without(IgnoreRules rules, Predicate<TreePath> leavesOut) {
            StringBuilder text = new StringBuilder(question);
            for (IgnoreRule rule : rules.rules()) {
                text.append('\0').append(rule.effect()).append(' ').append(rule.text());
            }
            return new Question(
                    text.toString(), directories, directory -> !leavesOut.test(directory) && enters.test(directory));
        }
    }

    /** The answer, if the directories were as they are now when it was remembered. */
    public Optional<Selected> answer() {
        return before == null ? Optional.empty() : digests.selected(question, before);
    }

    /** Remembers the answer that was found after this was made. */
    public void remember(Selected selected) throws IOException {
        Optional<DirectoryStamp> stamp = before == null ? after.of(selected.fileCount()) : Optional.of(before);
        if (stamp.isPresent()) {
            digests.putSelected(question, stamp.get(), selected);
        }
    }

    /** The layer of at most so many files that was last made of this selection at a place, whatever has changed since. */
    public Optional<DiffId> layer(String place, long mostFiles) {
        Optional<Selected> made = digests.selected(layerQuestion(place), DirectoryStamp.NONE);
        return made.isPresent() && made.get().fileCount() <= mostFiles
                ? Optional.of(new DiffId(made.get().content()))
                : Optional.empty();
    }

    /** Remembers the layer of so many files that was made of this selection at a place. */
    public void rememberLayer(String place, DiffId layer, long files) {
        digests.putSelected(layerQuestion(place), DirectoryStamp.NONE, new Selected(layer.digest(), files));
    }

    private Digest layerQuestion(String place) {
        return Digest.ofUtf8("layer/1 " + question + " " + place);
    }
}
