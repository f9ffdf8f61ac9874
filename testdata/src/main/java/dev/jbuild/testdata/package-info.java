/** What tests of all modules share: the corpora and the golden files in them. Entry points: {@link dev.jbuild.testdata.Corpus}, {@link dev.jbuild.testdata.Golden}. */
@NullMarked
package dev.jbuild.testdata;

import org.jspecify.annotations.NullMarked;
