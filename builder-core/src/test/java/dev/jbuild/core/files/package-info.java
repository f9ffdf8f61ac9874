/**
 * The cases of {@code testdata/src/main/resources/files}: a Dockerfile, recipes of the files that it copies, and what must come of it.
 * {@link dev.jbuild.core.files.FileCase} is the entry.
 */
package dev.jbuild.core.files;
