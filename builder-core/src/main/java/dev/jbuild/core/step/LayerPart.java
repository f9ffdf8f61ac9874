package dev.jbuild.core.step;

import java.util.Iterator;

/** Files that one source puts into a layer, in path order. May be gone through more than once. */
@FunctionalInterface
interface LayerPart {

    /**
     * The files, each with this number.
     *
     * @param order the place of this part among all parts
     */
    Iterator<Placed> files(int order);
}
