package dev.jbuild.core.context;

import dev.jbuild.core.file.DirectoryStamp;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.store.FileDigests;
import dev.jbuild.core.store.FileDigests.Selected;
import dev.jbuild.core.tree.TreePath;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What was selected from directories that have not changed since: found by one stamp of them, and not by looking at each file. The
 * stamp is taken before the files are looked at, so that an answer that is remembered is never older than it. Used by one thread.
 */
public final class SelectionMemo {
    private final FileDigests digests;
    private final Digest question;
    private final DirectoryStamp stamp;

    SelectionMemo(FileDigests digests, Digest question, DirectoryStamp stamp) {
        this.digests = digests;
        this.question = question;
        this.stamp = stamp;
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
        return digests.selected(question, stamp);
    }

    /** Remembers the answer that was found after this was made. */
    public void remember(Selected selected) {
        digests.putSelected(question, stamp, selected);
    }
}
