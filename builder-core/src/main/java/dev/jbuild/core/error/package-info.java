/** The one exception that a user's mistake or a refusing machine raises, and the codes that scripts may rely on. */
@NullMarked
package dev.jbuild.core.error;

import org.jspecify.annotations.NullMarked;
