/** The facade: a request in, a result out. May use all. */
@NullMarked
package dev.jbuild.core.build;

import org.jspecify.annotations.NullMarked;
