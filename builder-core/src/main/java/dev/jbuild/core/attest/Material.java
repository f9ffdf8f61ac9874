package dev.jbuild.core.attest;

import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.PackageUrl;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.core.plan.SecretNames;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that went into an image: where it came from, and what it was. Passwords of addresses, and values in their queries whose names
 * look like secrets, are left out.
 *
 * @param digests hexadecimal by algorithm; empty when it is not known
 * @see <a href="https://github.com/in-toto/attestation/blob/v1.1.0/spec/v1/resource_descriptor.md">in-toto, resource descriptor</a>
 */
public record Material(String uri, Map<String, String> digests) {
    private static final int SHA1_DIGITS = 40;
    private static final String CONCEALED = "xxxxx";
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\\s\"']+");

    public Material {
        digests = new TreeMap<>(digests);
    }

    /** A base image, by what its name meant. */
    public static Material ofImage(ImageReference reference, Platform platform, Digest manifest) {
        return new Material(PackageUrl.ofImage(reference, platform).toString(), ofDigest(manifest));
    }

    /** A file of a URL. */
    public static Material ofDownload(String url, Digest content) {
        return new Material(shown(url), ofDigest(content));
    }

    /** A commit of a repository. */
    public static Material ofCommit(String url, String ref, String commit) {
        String fragment = ref.isEmpty() || ref.equals(commit) ? "" : "#" + ref;
        return new Material(shown(url) + fragment, Map.of(commit.length() == SHA1_DIGITS ? "sha1" : "sha256", commit));
    }

    private static Map<String, String> ofDigest(Digest digest) {
        return Map.of(digest.algorithm().id(), digest.hex());
    }

    /** An address without what may be secret. */
    static String shown(String url) {
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            return url;
        }
        int hash = url.indexOf('#');
        String before = hash < 0 ? url : url.substring(0, hash);
        int mark = before.indexOf('?');
        String place = mark < 0 ? before : before.substring(0, mark);
        int slash = place.indexOf('/', scheme + 3);
        int at = (slash < 0 ? place : place.substring(0, slash)).lastIndexOf('@');
        String bare = at < 0 ? place : place.substring(0, scheme + 3) + place.substring(at + 1);
        String query = mark < 0 ? "" : "?" + query(before.substring(mark + 1));
        return bare + query + (hash < 0 ? "" : url.substring(hash));
    }

    private static String query(String query) {
        StringJoiner shown = new StringJoiner("&");
        for (String field : query.split("&", -1)) {
            int equals = field.indexOf('=');
            String name = equals < 0 ? field : field.substring(0, equals);
            boolean secret = SecretNames.looksSecret(name.replace('-', '_'))
                    || name.toLowerCase(java.util.Locale.ROOT).contains("sig");
            shown.add(equals < 0 || !secret ? field : name + "=" + CONCEALED);
        }
        return shown.toString();
    }

    /** A text in which addresses may stand, each without what may be secret. */
    static String scrubbed(String text) {
        return ADDRESS.matcher(text).replaceAll(found -> Matcher.quoteReplacement(shown(found.group())));
    }

    /** The value of a variable as everybody may see it. */
    static String value(String name, String value) {
        return SecretNames.looksSecret(name) ? CONCEALED : scrubbed(value);
    }
}
