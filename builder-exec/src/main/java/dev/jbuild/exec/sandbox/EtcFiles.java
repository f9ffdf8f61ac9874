package dev.jbuild.exec.sandbox;

import dev.jbuild.core.sandbox.ProcessSpec;
import dev.jbuild.core.tree.TreePath;
import dev.jbuild.exec.host.OwnFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What stands in /etc/hosts, /etc/hostname and /etc/resolv.conf of the sandbox. */
final class EtcFiles {
    private static final String RESOLV_CONF = "/etc/resolv.conf";
    private static final Path UPSTREAM_RESOLV_CONF = Path.of("/run/systemd/resolve/resolv.conf");
    private static final String LOCAL_STUB = "127.0.0.53"; // systemd-resolved's own address
    private static final String LOOPBACK = "127.0.0.1";
    private static final String SOMEWHERE = "192.0.2.1"; // of a network that is for examples only
    private static final byte[] NOTHING = new byte[0];

    /** Where they are mounted: the host's name, the names of other hosts, and the name servers. */
    static final List<Name> NAMES = List.of(name("hostname"), name("hosts"), name("resolv.conf"));

    private EtcFiles() {}

    /** A path of the image. */
    record Name(String text, TreePath path) {}

    private static Name name(String file) {
        return new Name("/etc/" + file, TreePath.of("etc/" + file));
    }

    /** What stands in them, and where the image has them. */
    record Wanted(String hostname, byte[] hosts, byte[] resolvConf, List<MountPoint> points) {}

    static byte[] hosts(ProcessSpec spec) {
        StringBuilder text = new StringBuilder();
        text.append("127.0.0.1\tlocalhost ").append(spec.hostname()).append('\n');
        text.append("::1\tlocalhost ip6-localhost ip6-loopback\n");
        for (ProcessSpec.HostEntry entry : spec.extraHosts()) {
            text.append(address(entry, spec.network()))
                    .append('\t')
                    .append(entry.name())
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** In the host's own network the host is at 127.0.0.1, from any other at the address that others know it by. */
    private static String address(ProcessSpec.HostEntry entry, ProcessSpec.Network network) {
        if (!entry.address().equals(ProcessSpec.HostEntry.HOST_GATEWAY)) {
            return entry.address();
        }
        return network == ProcessSpec.Network.HOST ? LOOPBACK : outwardAddress();
    }

    /** The host's address on the way to anywhere; found out without sending anything. */
    private static String outwardAddress() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(SOMEWHERE, 9));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | UncheckedIOException e) {
            return LOOPBACK; // the host has no network either
        }
    }

    static byte[] hostname(String name) {
        return (name + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The host's name servers. Where the only one is systemd-resolved's stub, which may be out of reach, the servers behind it; a host
     * without the file has an empty one.
     */
    static byte[] resolvConf() throws IOException {
        byte[] host = OwnFiles.readOften(RESOLV_CONF).orElse(NOTHING);
        return onlyLocalStub(host) ? OwnFiles.read(UPSTREAM_RESOLV_CONF).orElse(host) : host;
    }

    static boolean onlyLocalStub(byte[] resolvConf) {
        String text = new String(resolvConf, StandardCharsets.UTF_8);
        if (!text.contains(LOCAL_STUB)) {
            return false;
        }
        List<String> servers = text.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                .map(words -> words[1])
                .toList();
        return !servers.isEmpty() && servers.stream().allMatch(LOCAL_STUB::equals);
    }
}
