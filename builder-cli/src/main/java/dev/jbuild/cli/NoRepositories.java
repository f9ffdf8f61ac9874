package dev.jbuild.cli;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.source.GitSource;
import dev.jbuild.core.source.HttpSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Stands where no network is reached: every question is answered by an error that names what was asked for. */
public final class NoRepositories implements GitSource, HttpSource {

    @Override
    public String resolve(GitReference reference) {
        throw unreachable(reference.url());
    }

    @Override
    public void checkOut(GitReference reference, String commit, Path into) {
        throw unreachable(reference.url());
    }

    @Override
    public Fetched fetch(URI url, Optional<Digest> checksum) {
        throw unreachable(url.toString());
    }

    private static BuildException unreachable(String url) {
        return BuildException.of(ErrorCode.REMOTE_FAILED, "cannot fetch \"" + url + "\": this build reaches no network")
                .withHint("fetch it first and copy it from the build context");
    }
}
