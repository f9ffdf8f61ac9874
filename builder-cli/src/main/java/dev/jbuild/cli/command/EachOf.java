package dev.jbuild.cli.command;

import dev.jbuild.core.error.BuildException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Does something for each of several names; one that fails keeps none of the others from it, and is told of in the end. */
record EachOf(List<String> names) {

    /** What is done for a name. */
    interface Action {
        void run(String name) throws IOException;
    }

    void run(Action action) throws IOException {
        List<BuildException> failures = new ArrayList<>();
        for (String name : names) {
            try {
                action.run(name);
            } catch (BuildException e) {
                failures.add(e);
            }
        }
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        if (!failures.isEmpty()) {
            BuildException first = failures.get(0);
            String all = failures.stream().map(BuildException::getMessage).collect(Collectors.joining("; "));
            throw BuildException.of(first.code(), all).withHint(first.hint());
        }
    }
}
