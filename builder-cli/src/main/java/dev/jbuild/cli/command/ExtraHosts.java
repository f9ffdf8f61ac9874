package dev.jbuild.cli.command;

import dev.jbuild.core.plan.Op;

/** The option {@code --add-host}: {@code host:ip} or {@code host=ip}; an IPv6 address may stand in brackets. */
final class ExtraHosts {
    private ExtraHosts() {}

    static Op.Run.ExtraHost parse(String text) {
        int equals = text.indexOf('=');
        int at = equals > 0 ? equals : text.indexOf(':');
        if (at <= 0 || at == text.length() - 1) {
            throw BuildOptions.wrong("--add-host", text, "HOST:IP or HOST=IP");
        }
        String address = text.substring(at + 1);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        boolean numeric =
                !address.isEmpty() && address.chars().allMatch(c -> "0123456789abcdefABCDEF.:".indexOf(c) >= 0);
        if (!numeric) {
            throw BuildOptions.wrong("--add-host", text, "an IP address after the name");
        }
        return new Op.Run.ExtraHost(text.substring(0, at), address);
    }
}
