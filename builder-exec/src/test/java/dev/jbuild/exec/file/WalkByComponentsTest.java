package dev.jbuild.exec.file;

import java.io.IOException;

/** The same where openat2 cannot be called. */
class WalkByComponentsTest extends PosixRootDirectoryTest {
    @Override
    PosixRootDirectory open() throws IOException {
        return PosixRootDirectory.openWithoutOpenat2(directory);
    }
}
