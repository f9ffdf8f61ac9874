package dev.jbuild.cache.http;

/** Ranges of IPv4 addresses as people write them: {@code 10.0.0.0/8}. */
public final class AddressRange {
    private static final int BITS = 32;

    private AddressRange() {}

    /** Whether a range has a host in it; false for names, and for what is no range. */
    public static boolean covers(String range, String host) {
        int slash = range.indexOf('/');
        if (slash < 0) {
            return false;
        }
        long from = address(range.substring(0, slash));
        long asked = address(host);
        String length = range.substring(slash + 1);
        if (from < 0 || asked < 0 || !length.matches("[0-9]{1,2}") || Integer.parseInt(length) > BITS) {
            return false;
        }
        int shift = BITS - Integer.parseInt(length);
        return from >> shift == asked >> shift;
    }

    /** The number of an IPv4 address; negative for anything else. */
    private static long address(String text) {
        String[] parts = text.split("\\.", -1);
        long number = 0;
        for (String part : parts) {
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                return -1;
            }
            number = number << 8 | Integer.parseInt(part);
        }
        return parts.length == 4 ? number : -1;
    }
}
