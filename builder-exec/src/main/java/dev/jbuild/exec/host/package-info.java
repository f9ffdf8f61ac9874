/** What jbuild reads and keeps of the host for its own use: its files, its directories. Uses nothing of ours. */
@NullMarked
package dev.jbuild.exec.host;

import org.jspecify.annotations.NullMarked;
