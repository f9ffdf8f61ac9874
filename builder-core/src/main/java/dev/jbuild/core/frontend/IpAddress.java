package dev.jbuild.core.frontend;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks whether a text is an IP address. It asks nobody. */
final class IpAddress {

    private static final String IN_VERSION_6 = "0123456789abcdefABCDEF:.";

    private IpAddress() {}

    /** Four numbers with dots between, or an address of version 6, which brackets may stand around. */
    static boolean isOne(String text) {
        boolean brackets = text.startsWith("[") && text.endsWith("]");
        String address = brackets ? text.substring(1, text.length() - 1) : text;
        return address.indexOf(':') < 0 ? isVersion4(address) : isVersion6(address);
    }

    private static boolean isVersion4(String text) {
        String[] numbers = text.split("\\.", -1);
        boolean right = numbers.length == 4;
        for (String number : numbers) {
            right = right && isByte(number);
        }
        return right;
    }

    private static boolean isByte(String text) {
        if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
            return false;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            number = 10 * number + digit;
        }
        return number < 256;
    }

    private static boolean isVersion6(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (IN_VERSION_6.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        try {
            InetAddress.getByName("[" + text + "]"); // what stands in brackets is never asked for
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
