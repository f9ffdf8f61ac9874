package dev.jbuild.exec.host;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program of the host that connects a network of one's own with the outside, and not with the host's loopback.
 *
 * @param file its executable
 */
public record NetworkHelper(Kind kind, Path file) {
    /** The variable that chooses one; without it the first of {@link Kind} that is there is taken. */
    public static final String VARIABLE = "JBUILD_NETWORK_HELPER";

    /** The interface that it makes. */
    public static final String INTERFACE = "tap0";

    private static final String PASTA_NAME_SERVER = "169.254.1.1"; // of no network that a host is in

    /** The programs that are known, the preferred one first. */
    public enum Kind {
        SLIRP4NETNS("slirp4netns"),
        PASTA("pasta");

        private final String command;

        Kind(String command) {
            this.command = command;
        }

        /** Its name as a command. */
        public String command() {
            return command;
        }
    }

    /** The one to use; empty when there is none. A BuildException when the one that was chosen is unknown or not there. */
    public static Optional<NetworkHelper> find(Map<String, String> environment) {
        String chosen = environment.getOrDefault(VARIABLE, "");
        if (chosen.isEmpty()) {
            return Arrays.stream(Kind.values())
                    .flatMap(kind -> find(kind).stream())
                    .findFirst();
        }
        Kind kind = Arrays.stream(Kind.values())
                .filter(known -> known.command.equals(chosen))
                .findFirst()
                .orElseThrow(() -> BuildException.of(
                        ErrorCode.USAGE, "got " + VARIABLE + "=" + chosen + ", want slirp4netns or pasta"));
        return Optional.of(find(kind)
                .orElseThrow(
                        () -> BuildException.of(ErrorCode.FEATURE_MISSING, "no private network: there is no " + chosen)
                                .withHint("install it, or unset " + VARIABLE)));
    }

    private static Optional<NetworkHelper> find(Kind kind) {
        return OwnFiles.program(kind.command).map(file -> new NetworkHelper(kind, file));
    }

    /** A resolv.conf with the address at which it answers for the host's name servers. */
    public byte[] resolvConf() {
        String server = kind == Kind.PASTA ? PASTA_NAME_SERVER : "10.0.2.3";
        return ("nameserver " + server + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The command line of slirp4netns.
     *
     * @param network a path of the network to connect
     * @param ready the number of the descriptor by which it tells that it has
     */
    public static List<String> slirp(String network, int ready) {
        return List.of(
                "slirp4netns",
                "--configure",
                "--mtu=65520",
                "--disable-host-loopback",
                "--ready-fd=" + ready,
                "--netns-type=path",
                network,
                INTERFACE);
    }

    /**
     * The command line of pasta: it stays what root can be of where it is, connects no port of either side, and keeps its hands off
     * the host's loopback.
     *
     * @param network a path of the network to connect
     * @param ready a file into which it writes something when it has
     */
    public static List<String> pasta(String network, String ready) {
        return List.of(
                "pasta",
                "--config-net",
                "--foreground",
                "--quiet",
                "--netns-only",
                "--runas",
                "0:0",
                "--no-map-gw",
                "--dns-forward",
                PASTA_NAME_SERVER,
                "--tcp-ports",
                "none",
                "--udp-ports",
                "none",
                "--tcp-ns",
                "none",
                "--udp-ns",
                "none",
                "--ns-ifname",
                INTERFACE,
                "--pid",
                ready,
                "--netns",
                network);
    }
}
