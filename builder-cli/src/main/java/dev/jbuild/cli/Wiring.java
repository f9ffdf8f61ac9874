package dev.jbuild.cli;

import dev.jbuild.cache.DirectoryStore;
import dev.jbuild.cache.image.LocalFirstImageSource;
import dev.jbuild.cache.image.StoredImageSource;
import dev.jbuild.cache.registry.Credentials;
import dev.jbuild.cache.registry.InsecureRegistries;
import dev.jbuild.cache.registry.Registries;
import dev.jbuild.cache.registry.RegistryClient;
import dev.jbuild.cache.registry.RegistryImageSource;
import dev.jbuild.cache.registry.RegistryOptions;
import dev.jbuild.cache.registry.StoreCompletion;
import dev.jbuild.cli.settings.Setting;
import dev.jbuild.cli.settings.Settings;
import dev.jbuild.core.file.RootDirectories;
import dev.jbuild.core.sandbox.Sandbox;
import dev.jbuild.core.solver.SolverSettings;
import dev.jbuild.core.source.ImageSource;
import dev.jbuild.core.source.SecretSource;
import dev.jbuild.core.source.SshAgents;
import dev.jbuild.core.store.BuildStore;
import dev.jbuild.exec.emulation.Emulators;
import dev.jbuild.exec.file.KernelSync;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes what commands work with, from the environment and the options that all commands have. Used by one thread. */
public final class Wiring {
    static final String ROOT = "JBUILD_ROOT";

    private final Console console;
    private final Executor work = Executors.work();
    private final Executor waits = Executors.waits();
    private @Nullable Settings settings;
    private @Nullable RegistryClient registries;

    private Wiring(Console console) {
        this.console = console;
    }

    public static Wiring of(Console console) {
        return new Wiring(console);
    }

    /** Opens the store; closing the build's view closes it. */
    public BuildStore openStore() throws IOException {
        return openStore(storeRoot());
    }

    /** Another store, of jbuild's own. */
    public BuildStore openStore(Path root) throws IOException {
        return OwnedBuildStore.open(DirectoryStore.open(root, new KernelSync(root)));
    }

    /** The directory of the store: the one that is set, else the system's for root and the user's own for others. */
    public Path storeRoot() {
        Optional<String> set = settings().text(Setting.STORE);
        if (set.isPresent()) {
            return console.path(set.get());
        }
        if (HostFiles.isRoot()) {
            return Path.of("/var/lib/jbuild");
        }
        Path home = Path.of(console.variable("HOME").orElseGet(() -> System.getProperty("user.home")));
        return console.variable("XDG_DATA_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> home.resolve(".local/share"))
                .resolve("jbuild");
    }

    /** For what computes. */
    public Executor work() {
        return work;
    }

    /** Directories of the host as roots. */
    public RootDirectories directories() {
        return HostKernel.directories();
    }

    /** The sandbox of this machine, made when it is first asked for, and once for all who ask. */
    public Supplier<Sandbox> sandboxOf(BuildStore store, RuntimeChoice runtime) {
        return new Supplier<>() {
            private @Nullable Sandbox sandbox;

            @Override
            public synchronized Sandbox get() {
                if (sandbox == null) {
                    sandbox = HostKernel.sandbox(store, runtime, console.variable(Emulators.VARIABLE), waits);
                    if (sandbox instanceof Closeable open && store instanceof OwnedBuildStore owned) {
                        owned.closeFirst(open);
                    }
                }
                return sandbox;
            }
        };
    }

    /** Whether files can belong to others than root, which the records of commands say. */
    public SolverSettings.Ids ids() {
        return HostFiles.hasSingleId() ? SolverSettings.Ids.SINGLE : SolverSettings.Ids.MANY;
    }

    /** What the user has set. */
    public Settings settings() {
        if (settings == null) {
            settings = Settings.of(console.env());
        }
        return settings;
    }

    /** For what waits. */
    public Executor waits() {
        return waits;
    }

    /** Repositories and files by URL, with these secrets and agents. */
    public Remotes remotes(BuildStore store, SecretSource secrets, SshAgents agents) {
        return new Remotes(store, console, secrets, agents);
    }

    /** Base images: the store's, else a registry's, which is asked for the first time when it is needed. */
    public ImageSource images(BuildStore store) {
        return images(store, LocalFirstImageSource.Pull.MISSING);
    }

    /** The same, asking the registry when that says so. */
    public ImageSource images(BuildStore store, LocalFirstImageSource.Pull pull) {
        return new LocalFirstImageSource(
                new StoredImageSource(store.images(), store.blobs(), store.layers()),
                () -> registryImages(store),
                pull);
    }

    /** The same for somebody who names the platform: an image of a registry that is for another gets no name in the store. */
    public ImageSource imagesOnly(BuildStore store, LocalFirstImageSource.Pull pull) {
        return new LocalFirstImageSource(
                new StoredImageSource(store.images(), store.blobs(), store.layers()),
                () -> registryImages(store).only(),
                pull);
    }

    private RegistryImageSource registryImages(BuildStore store) {
        return new RegistryImageSource(registries(), store, waits);
    }

    /** Registries, with the credentials of the user; made when first asked for. */
    public RegistryClient registries() {
        if (registries == null) {
            registries = registries(List.of());
        }
        return registries;
    }

    /** The same, where these need no certificate that holds, too. */
    public RegistryClient registries(List<String> insecure) {
        return Registries.client(registryOptions(insecure), console.env());
    }

    private RegistryOptions registryOptions(List<String> insecure) {
        Set<String> all = new HashSet<>(settings().insecureRegistries());
        all.addAll(insecure);
        return RegistryOptions.DEFAULT
                .withInsecure(new InsecureRegistries(all))
                .withMirrors(settings().mirrors())
                .withCertificates(Registries.certificateDirectories(console.env()));
    }

    /** Registries, as somebody whose credentials are not kept yet. */
    public RegistryClient registriesAs(Credentials somebody) {
        return new RegistryClient(registryOptions(List.of()), registry -> somebody, console.env());
    }

    /** Fetches what images of the store lack. */
    public StoreCompletion completion(BuildStore store) {
        return new StoreCompletion(store, this::registries, waits);
    }
}
