package dev.jbuild.core.frontend;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What EXPOSE takes: {@code port[-port][/protocol]}, and, for old files, host addresses and ports in front that mean nothing. */
final class Ports {

    private static final int MAX_PORT = 65_535;

    private Ports() {}

    /** One thing that is said of a port, and whether it should be said otherwise. */
    record Exposed(List<String> ports, boolean namesHost, String protocolAsWritten) {}

    /** @throws IllegalArgumentException with what is wrong */
    static Exposed parse(String text) {
        int colon = text.lastIndexOf(':');
        String container = text.substring(colon + 1);
        int slash = container.indexOf('/');
        String protocol = slash < 0 ? "" : container.substring(slash + 1);
        Range range = range(slash < 0 ? container : container.substring(0, slash), "port", text);
        if (colon >= 0) {
            checkHost(text.substring(0, colon), range, text);
        }
        String suffix = "/" + protocol(protocol, text);
        List<String> ports = new ArrayList<>();
        for (int port = range.first; port <= range.last; port++) {
            ports.add(port + suffix);
        }
        return new Exposed(ports, colon >= 0, protocol);
    }

    private static String protocol(String written, String text) {
        String protocol = written.toLowerCase(Locale.ROOT);
        return switch (protocol) {
            case "" -> "tcp";
            case "tcp", "udp", "sctp" -> protocol;
            default -> throw wrong(text, "protocol \"" + written + "\"", "tcp, udp or sctp");
        };
    }

    private static void checkHost(String host, Range container, String text) {
        int colon = host.lastIndexOf(':');
        String address = host.substring(0, Math.max(colon, 0));
        if (!address.isEmpty() && !IpAddress.isOne(address)) {
            throw wrong(text, "address \"" + address + "\"", "an IP address such as 127.0.0.1 or [::1]");
        }
        String port = host.substring(colon + 1);
        if (port.isEmpty()) {
            return;
        }
        Range range = range(port, "host port", text);
        int size = container.last - container.first;
        if (size > 0 && range.last - range.first != size) {
            throw wrong(text, "ranges of different size", "as many host ports as ports");
        }
    }

    private static Range range(String text, String what, String whole) {
        int dash = text.indexOf('-');
        int first = number(dash < 0 ? text : text.substring(0, dash), what, whole);
        int last = dash < 0 ? first : number(text.substring(dash + 1), what, whole);
        if (last < first) {
            throw wrong(whole, what + " range \"" + text + "\"", "the smaller one first");
        }
        return new Range(first, last);
    }

    private static int number(String text, String what, String whole) {
        int number = text.isEmpty() || text.length() > 9 ? -1 : 0;
        for (int i = 0; i < text.length() && number >= 0; i++) {
            char c = text.charAt(i);
            number = c < '0' || c > '9' ? -1 : 10 * number + c - '0';
        }
        if (number < 0 || number > MAX_PORT) {
            throw wrong(whole, what + " \"" + text + "\"", "0 to " + MAX_PORT);
        }
        return number;
    }

    private static IllegalArgumentException wrong(String whole, String got, String want) {
        return new IllegalArgumentException("invalid port \"%s\": got %s, want %s".formatted(whole, got, want));
    }

    private record Range(int first, int last) {}
}
