/** One class a command: options into a request, the request to the library, the result to the user. */
@NullMarked
package dev.jbuild.cli.command;

import org.jspecify.annotations.NullMarked;
