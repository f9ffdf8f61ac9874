package dev.jbuild.core.file;

import dev.jbuild.core.file.contracts.RootDirectoryContract;
import dev.jbuild.core.file.fakes.InMemoryRootDirectory;

class InMemoryRootDirectoryTest implements RootDirectoryContract {

    @Override
    public RootDirectory sample() {
        return new InMemoryRootDirectory()
                .file("a", "hello")
                .mode(0640)
                .file("d/x", "x")
                .file("d/deep/er/y", "y")
                .link("link", "a")
                .link("up", "../../a")
                .link("out", "/etc")
                .link("dlink", "d")
                .link("loop", "loop")
                .hardLink("same", "a");
    }
}
