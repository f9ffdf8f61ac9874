package dev.jbuild.cli.command;

import dev.jbuild.core.plan.Op;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * The option {@code --add-host}: {@code host:ip} or {@code host=ip}; an IPv6 address may stand in brackets, and {@code host-gateway} for
 * the address by which a command reaches the host.
 */
final class ExtraHosts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_.])?");
    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]{2,45}(%[A-Za-z0-9_.-]{1,16})?");
    private static final int MOST_OF_A_BYTE = 255;

    private ExtraHosts() {}

    static Op.Run.ExtraHost parse(String text) {
        int equals = text.indexOf('=');
        int at = equals > 0 ? equals : text.indexOf(':');
        if (at <= 0 || at == text.length() - 1) {
            throw BuildOptions.wrong("--add-host", text, "HOST:IP or HOST=IP");
        }
        String name = text.substring(0, at);
        if (!NAME.matcher(name).matches()) {
            throw BuildOptions.wrong("--add-host", text, "a host name before the address");
        }
        String address = text.substring(at + 1);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        if (!address.equals(ProcessSpec.HostEntry.HOST_GATEWAY) && !isV4(address) && !isV6(address)) {
            throw BuildOptions.wrong("--add-host", text, "an IP address or host-gateway after the name");
        }
        return new Op.Run.ExtraHost(name, address);
    }

    private static boolean isV4(String address) {
        var matcher = V4.matcher(address);
        if (!matcher.matches()) {
            return false;
        }
        for (int i = 1; i <= matcher.groupCount(); i++) {
            if (Integer.parseInt(matcher.group(i)) > MOST_OF_A_BYTE) {
                return false;
            }
        }
        return true;
    }

    /** Only what has a colon is tried, which is never looked up as a name. */
    private static boolean isV6(String address) {
        if (address.indexOf(':') < 0 || !V6.matcher(address).matches()) {
            return false;
        }
        try {
            int zone = address.indexOf('%');
            InetAddress.getByName(zone < 0 ? address : address.substring(0, zone));
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
