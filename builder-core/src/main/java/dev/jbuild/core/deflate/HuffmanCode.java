package dev.jbuild.core.deflate;

import java.util.Arrays;

/**
 * A prefix code for the symbols of an alphabet: how many bits each takes, and which, turned around as deflate writes them. Used by
 * one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1951#section-3.2.2">RFC 1951, section 3.2.2</a>
 */
final class HuffmanCode {
    private static final int SYMBOL_BITS = 9; // enough for all alphabets of deflate

    final int[] codes;
    final int[] lengths;
    private final int maxLength;
    private final int[] used; // frequency and symbol in one number, then the tree

    HuffmanCode(int symbols, int maxLength) {
        this.codes = new int[symbols];
        this.lengths = new int[symbols];
        this.maxLength = maxLength;
        this.used = new int[symbols];
    }

    /** A code with given lengths. */
    static HuffmanCode ofLengths(int[] lengths, int maxLength) {
        HuffmanCode code = new HuffmanCode(lengths.length, maxLength);
        System.arraycopy(lengths, 0, code.lengths, 0, lengths.length);
        code.assign();
        return code;
    }

    /** The bits that so many symbols take. */
    long bits(int[] frequencies) {
        long bits = 0;
        for (int symbol = 0; symbol < frequencies.length; symbol++) {
            bits += (long) frequencies[symbol] * lengths[symbol];
        }
        return bits;
    }

    /** Makes the best code for symbols of these frequencies; each below 2^22. At least two symbols get one, as readers want it. */
    void build(int[] frequencies) {
        int count = 0;
        for (int symbol = 0; symbol < frequencies.length; symbol++) {
            if (frequencies[symbol] > 0) {
                used[count++] = frequencies[symbol] << SYMBOL_BITS | symbol;
            }
        }
        Arrays.fill(lengths, 0);
        if (count < 2) {
            int only = count == 0 ? 0 : used[0] & (1 << SYMBOL_BITS) - 1;
            lengths[only] = 1;
            lengths[only == 0 ? 1 : 0] = 1;
        } else {
            Arrays.sort(used, 0, count);
            int[] sorted = new int[count];
            int[] weights = new int[count];
            for (int i = 0; i < count; i++) {
                sorted[i] = used[i] & (1 << SYMBOL_BITS) - 1;
                weights[i] = used[i] >>> SYMBOL_BITS;
            }
            depths(weights);
            limit(weights);
            for (int i = 0; i < count; i++) {
                lengths[sorted[i]] = weights[i];
            }
        }
        assign();
    }

    /**
     * Turns weights, the lightest first, into the depths of the leaves of their Huffman tree, in place [1].
     *
     * <p>[1] A. Moffat, J. Katajainen: In-place calculation of minimum-redundancy codes. WADS 1995.
     */
    private static void depths(int[] weights) {
        int count = weights.length;
        int leaf = 0;
        int root = 0;
        for (int next = 0; next < count - 1; next++) { // weights of inner nodes, and whose child is whose
            int weight = 0;
            for (int child = 0; child < 2; child++) {
                if (leaf >= count || root < next && weights[root] < weights[leaf]) {
                    weight += weights[root];
                    weights[root++] = next;
                } else {
                    weight += weights[leaf++];
                }
            }
            weights[next] = weight;
        }
        weights[count - 2] = 0; // from parents to depths
        for (int next = count - 3; next >= 0; next--) {
            weights[next] = weights[weights[next]] + 1;
        }
        int available = 1;
        int depth = 0;
        int inner = count - 2;
        for (int next = count - 1; available > 0; depth++) { // from depths of inner nodes to those of leaves
            int taken = 0;
            while (inner >= 0 && weights[inner] == depth) {
                taken++;
                inner--;
            }
            for (; available > taken; available--) {
                weights[next--] = depth;
            }
            available = 2 * taken;
        }
    }

    /** Shortens what is too long, and lengthens the longest of the others until all fit; the deepest leaves come first. */
    private void limit(int[] depths) {
        int[] counts = new int[maxLength + 1];
        for (int depth : depths) {
            counts[Math.min(depth, maxLength)]++;
        }
        int room = 0; // in units of the longest code
        for (int length = 1; length <= maxLength; length++) {
            room += counts[length] << maxLength - length;
        }
        for (; room > 1 << maxLength; room--) { // one of the longest moves beside another that becomes longer by a bit
            int length = maxLength - 1;
            while (counts[length] == 0) {
                length--;
            }
            counts[length]--;
            counts[length + 1] += 2;
            counts[maxLength]--;
        }
        int next = 0;
        for (int length = maxLength; length > 0; length--) {
            for (int i = 0; i < counts[length]; i++) {
                depths[next++] = length;
            }
        }
    }

    /** Numbers the codes of each length. */
    private void assign() {
        int[] next = new int[maxLength + 2];
        for (int length : lengths) {
            next[length + 1] += length == 0 ? 0 : 1;
        }
        int code = 0;
        for (int length = 1; length <= maxLength; length++) {
            code = code + next[length] << 1;
            next[length] = code;
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            codes[symbol] = length == 0 ? 0 : Integer.reverse(next[length]++) >>> Integer.SIZE - length;
        }
    }
}
