package dev.jbuild.core.step;

import dev.jbuild.core.tree.Attributes;
import dev.jbuild.core.tree.TreeEntry;
import java.util.Optional;

/**
 * What --chown and --chmod make of the attributes of files that are copied and of directories that are made for them.
 *
 * @param owner empty when sources keep theirs
 * @param timeSeconds the vertex's time, which what is made here gets
 */
record AttributeRules(Optional<FileOwner> owner, ModeChange mode, long timeSeconds) {

    /** A file that is copied. The mode of a link is nobody's concern. */
    TreeEntry copied(TreeEntry entry) {
        if (owner.isEmpty() && mode instanceof ModeChange.Nothing) {
            return entry;
        }
        Attributes before = entry.attributes();
        Attributes owned = owner.map(o -> before.withOwner(o.uid(), o.gid())).orElse(before);
        if (entry instanceof TreeEntry.Symlink) {
            return entry.withAttributes(owned);
        }
        int changed = mode.apply(owned.mode(), entry instanceof TreeEntry.Directory);
        return entry.withAttributes(owned.withMode(changed));
    }

    /** The same without --chmod. */
    AttributeRules withoutMode() {
        return new AttributeRules(owner, new ModeChange.Nothing(), timeSeconds);
    }

    /** A directory that is made because something is copied into it. */
    TreeEntry madeDirectory() {
        FileOwner of = owner.orElse(FileOwner.ROOT);
        return new TreeEntry.Directory(new Attributes(mode.ofParents(), of.uid(), of.gid(), timeSeconds));
    }

    /**
     * A directory above the destination in a layer that is to fit on anything, and may be there already: --chown counts for it, as in
     * BuildKit, but nothing does beside --chmod, where BuildKit makes no such layer and leaves what is there alone.
     */
    TreeEntry directoryOfAnyRootFs() {
        FileOwner of = mode instanceof ModeChange.Nothing ? owner.orElse(FileOwner.ROOT) : FileOwner.ROOT;
        return new TreeEntry.Directory(new Attributes(0755, of.uid(), of.gid(), timeSeconds));
    }

    /** A heredoc's file, before anything is changed. */
    Attributes written() {
        return new Attributes(0644, 0, 0, timeSeconds);
    }
}
