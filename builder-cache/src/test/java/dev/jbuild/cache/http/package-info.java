/** Tests of what goes over HTTP, against servers that can do everything wrong. */
@NullMarked
package dev.jbuild.cache.http;

import org.jspecify.annotations.NullMarked;
