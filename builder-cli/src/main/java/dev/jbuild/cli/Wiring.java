package dev.jbuild.cli;

import dev.jbuild.core.store.BuildStore;

public final class Wiring {
    public static Wiring of(Console c) {
        return new Wiring();
    }

    public BuildStore openStore() throws java.io.IOException {
        throw new java.io.IOException("x");
    }
}
