package dev.jbuild.cache.registry;

import static dev.jbuild.cache.registry.FaultCase.fails;
import static dev.jbuild.cache.registry.FaultCase.whole;
import static dev.jbuild.cache.registry.FaultTrial.SMALL;
import static dev.jbuild.core.error.ErrorCode.IMAGE_UNKNOWN;
import static dev.jbuild.core.error.ErrorCode.REMOTE_DENIED;
import static dev.jbuild.core.error.ErrorCode.REMOTE_FAILED;
import static dev.jbuild.core.error.ErrorCode.REMOTE_INVALID;

import dev.jbuild.cache.registry.TestRegistry.Fault;
import dev.jbuild.cache.registry.TestRegistry.Lasting;
import dev.jbuild.core.oci.Digest;
import dev.jbuild.core.oci.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The table of what may go wrong while an image is pulled. */
final class PullFaults {
    private static final String MANIFEST = "/manifests/v1";
    private static final String CONFIG = "/blobs/" + Digest.of(SMALL.config());
    private static final String LAYER = "/blobs/" + Digest.of(SMALL.layers().get(1));
    private static final Map<String, byte[]> PARTS = Map.of(
            MANIFEST,
            SMALL.manifest(),
            CONFIG,
            SMALL.config(),
            LAYER,
            SMALL.layers().get(1));
    private static final int HUGE = 5 * 1024 * 1024; // more than a manifest may have

    private PullFaults() {}

    static Stream<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        for (String part : List.of(MANIFEST, CONFIG, LAYER)) {
            cuts(cases, part);
            stalls(cases, part);
            slow(cases, part);
            busy(cases, part);
            redirects(cases, part);
        }
        ranges(cases);
        wrongBytes(cases);
        tooLarge(cases);
        confusedTypes(cases);
        loops(cases);
        return cases.stream();
    }

    private static String shown(String part) {
        return part.equals(MANIFEST) ? "manifest" : part.equals(CONFIG) ? "config" : "layer";
    }

    private static FaultCase.Arrangement get(String part, Lasting lasting, Fault... faults) {
        return trial -> trial.registry.fail("GET", part, lasting, faults);
    }

    private static void cuts(List<FaultCase> cases, String part) {
        int size = PARTS.get(part).length;
        for (int at : new int[] {0, 1, size / 2, size - 1}) {
            String name = shown(part) + " cut after " + at + " bytes";
            cases.add(whole(name, get(part, Lasting.ONCE, Faults.cutAfter(at))));
        }
        Fault silent = Faults.cutRequestAfter(0);
        cases.add(whole(shown(part) + " cut before the answer", get(part, Lasting.ONCE, silent)));
        cases.add(fails(
                shown(part) + " always cut before the answer",
                REMOTE_FAILED,
                "cannot fetch",
                get(part, Lasting.ALWAYS, silent)));
        cases.add(fails(
                shown(part) + " always cut half way",
                REMOTE_FAILED,
                "cannot fetch",
                get(part, Lasting.ALWAYS, Faults.cutAfter(size / 2))));
    }

    private static void stalls(List<FaultCase> cases, String part) {
        int half = PARTS.get(part).length / 2;
        Fault stall = Faults.stallAfter(half, FaultTrial.STALL_MILLIS);
        cases.add(whole(shown(part) + " stalls half way", get(part, Lasting.ONCE, stall))
                .impatient());
        cases.add(fails(
                        shown(part) + " always stalls",
                        REMOTE_FAILED,
                        "nothing came for|did not answer in time", // as soon as on a busy machine the head is late, too
                        get(part, Lasting.ALWAYS, stall))
                .impatient());
        Fault silent = Faults.stallRequestAfter(0, FaultTrial.STALL_MILLIS);
        cases.add(whole(shown(part) + " not answered", get(part, Lasting.ONCE, silent))
                .impatient());
    }

    /** Something comes all the time, but too little. */
    private static void slow(List<FaultCase> cases, String part) {
        Fault drip = Faults.drips(1, 50);
        cases.add(whole(shown(part) + " drips", get(part, Lasting.ONCE, drip)).impatient());
        cases.add(
                fails(shown(part) + " always drips", REMOTE_FAILED, " bytes came in ", get(part, Lasting.ALWAYS, drip))
                        .impatient());
        if (part.equals(MANIFEST)) {
            Fault padded = Faults.drips(2000, 50, " ".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII));
            cases.add(
                    fails("manifest in little pieces", REMOTE_FAILED, "and not all", get(part, Lasting.ALWAYS, padded))
                            .impatient());
        }
    }

    private static void busy(List<FaultCase> cases, String part) {
        for (int status : new int[] {408, 429, 500, 502, 503, 504}) {
            cases.add(whole(shown(part) + " " + status, get(part, Lasting.ONCE, Faults.status(status))));
        }
        String date = "Thu, 01 Jan 1970 00:00:10 GMT";
        for (String pause : List.of("0", date, "-7", "soon")) {
            cases.add(whole(
                    shown(part) + " 429 with Retry-After: " + pause,
                    get(part, Lasting.ONCE, Faults.status(429, "Retry-After", pause))));
        }
        cases.add(fails(
                shown(part) + " 429 for a day",
                REMOTE_FAILED,
                "wants to be left alone for 86400 s",
                get(part, Lasting.ONCE, Faults.status(429, "Retry-After", "86400"))));
        cases.add(fails(
                shown(part) + " 429 for ever",
                REMOTE_FAILED,
                "wants to be left alone for 999999999 s",
                get(part, Lasting.ONCE, Faults.status(429, "Retry-After", "9".repeat(40)))));
        cases.add(fails(
                shown(part) + " always 429",
                REMOTE_FAILED,
                "answered 429",
                get(part, Lasting.ALWAYS, Faults.status(429))));
        cases.add(fails(
                shown(part) + " always 503",
                REMOTE_FAILED,
                "answered 503",
                get(part, Lasting.ALWAYS, Faults.status(503))));
        cases.add(fails(
                shown(part) + " 501", REMOTE_FAILED, "answered 501", get(part, Lasting.ONCE, Faults.status(501))));
        cases.add(fails(
                shown(part) + " 403", REMOTE_DENIED, "answered 403", get(part, Lasting.ONCE, Faults.status(403))));
        cases.add(fails(
                shown(part) + " 404", IMAGE_UNKNOWN, "answered 404", get(part, Lasting.ONCE, Faults.status(404))));
    }

    private static void redirects(List<FaultCase> cases, String part) {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            cases.add(whole(shown(part) + " redirected elsewhere by " + status, trial -> {
                trial.elsewhere.put("/there", "application/octet-stream", PARTS.get(part));
                String there = "http://" + trial.elsewhere.name() + "/there";
                trial.registry.fail("GET", part, Lasting.ALWAYS, Faults.status(status, "Location", there));
            }));
        }
        for (String place : List.of("https://169.254.169.254/", "http://127.0.0.2:1/", "http://localhost:1/")) {
            cases.add(fails(
                    shown(part) + " redirected to " + place,
                    REMOTE_FAILED,
                    "an address of this machine",
                    get(part, Lasting.ALWAYS, Faults.status(307, "Location", place))));
        }
        for (String place : List.of("file:///etc/passwd", "http://[", "//", "ftp://example.org/")) {
            cases.add(fails(
                    shown(part) + " redirected to " + place,
                    REMOTE_FAILED,
                    "got a redirect",
                    get(part, Lasting.ALWAYS, Faults.status(307, "Location", place))));
        }
        cases.add(fails(
                shown(part) + " redirected nowhere",
                REMOTE_FAILED,
                "answered 302",
                get(part, Lasting.ALWAYS, Faults.status(302))));
        cases.add(fails(
                shown(part) + " redirected in a circle",
                REMOTE_FAILED,
                "redirects",
                get(part, Lasting.ALWAYS, Faults.status(302, "Location", "/v2/team/app" + part))));
    }

    /** What comes after a cut, when the rest is asked for. */
    private static void ranges(List<FaultCase> cases) {
        Fault cut = Faults.cutAfter(5000);
        byte[] layer = SMALL.layers().get(1);
        byte[] rest = java.util.Arrays.copyOfRange(layer, 5000, layer.length);
        byte[] other = layer.clone();
        other[layer.length - 1] ^= 1;
        cases.add(whole("layer goes on by a range", get(LAYER, Lasting.ONCE, cut, Faults.restOf(layer))));
        cases.add(fails(
                "layer goes on with other bytes",
                REMOTE_INVALID,
                "cannot fetch",
                get(LAYER, Lasting.ONCE, cut, Faults.restOf(other))));
        cases.add(whole(
                "layer goes on at another place",
                get(LAYER, Lasting.ONCE, cut, Faults.answer(206, rest, "Content-Range", "bytes 0-9/10"))));
        cases.add(whole("layer goes on without saying where", get(LAYER, Lasting.ONCE, cut, Faults.answer(206, rest))));
        cases.add(whole(
                "layer begins with a range that nobody asked for",
                get(LAYER, Lasting.ONCE, Faults.answer(206, rest, "Content-Range", "bytes 5000-9999/10000"))));
        cases.add(whole(
                "layer begins with a part that nobody asked for",
                get(LAYER, Lasting.ONCE, Faults.answer(206, rest, "Content-Range", "bytes 0-9/10"))));
        cases.add(whole("layer begins anew", get(LAYER, Lasting.ONCE, cut, Faults.bytes(layer))));
        cases.add(whole("layer cut again", get(LAYER, Lasting.ONCE, cut, Faults.cutAfter(0), Faults.cutAfter(6000))));
        cases.add(fails(
                "layer without a rest",
                REMOTE_FAILED,
                "answered 416",
                get(LAYER, Lasting.ONCE, cut, Faults.status(416))));
    }

    private static void wrongBytes(List<FaultCase> cases) {
        byte[] layer = SMALL.layers().get(1);
        for (String part : List.of(CONFIG, LAYER)) {
            int size = PARTS.get(part).length;
            for (int at : new int[] {0, size / 2, size - 1}) {
                cases.add(fails(
                        shown(part) + " with another byte at " + at,
                        REMOTE_INVALID,
                        "cannot fetch",
                        get(part, Lasting.ALWAYS, Faults.flipped(at))));
            }
            cases.add(fails(
                    shown(part) + " too short",
                    REMOTE_FAILED,
                    "ended after",
                    get(part, Lasting.ALWAYS, Faults.ofLength(size - 1))));
            cases.add(fails(
                    shown(part) + " too long",
                    REMOTE_FAILED,
                    "got more than",
                    get(part, Lasting.ALWAYS, Faults.ofLength(size + 1))));
            cases.add(fails(
                    shown(part) + " empty",
                    REMOTE_FAILED,
                    "ended after",
                    get(part, Lasting.ALWAYS, Faults.bytes(new byte[0]))));
        }
        cases.add(fails(
                "layer of the wrong layer",
                REMOTE_FAILED,
                "cannot fetch",
                get(LAYER, Lasting.ALWAYS, Faults.bytes(new byte[layer.length + 7]))));
        cases.add(fails(
                "manifest with another digest than it says",
                REMOTE_INVALID,
                "got a manifest with digest",
                get(
                        MANIFEST,
                        Lasting.ALWAYS,
                        Faults.answer(200, SMALL.manifest(), "Docker-Content-Digest", "sha256:" + "0".repeat(64)))));
    }

    private static void tooLarge(List<FaultCase> cases) {
        cases.add(fails(
                "manifest of 5 MiB",
                REMOTE_FAILED,
                "more than 4194304 bytes",
                get(MANIFEST, Lasting.ALWAYS, Faults.bytes(new byte[HUGE]))));
        cases.add(fails(
                "manifest without end",
                REMOTE_FAILED,
                "more than 4194304 bytes",
                get(MANIFEST, Lasting.ALWAYS, Faults.endless(200))));
        cases.add(fails(
                "config without end", REMOTE_FAILED, "cannot fetch", get(CONFIG, Lasting.ALWAYS, Faults.endless(200))));
        cases.add(fails(
                "layer without end", REMOTE_FAILED, "cannot fetch", get(LAYER, Lasting.ALWAYS, Faults.endless(200))));
        cases.add(fails(
                "refusal without end", REMOTE_DENIED, "answered 403", get(LAYER, Lasting.ALWAYS, Faults.endless(403))));
        cases.add(fails(
                "config that is said to be huge",
                REMOTE_INVALID,
                "got a config of",
                manifest(text().replaceFirst("\"size\":\\d+", "\"size\":99000000"))));
        cases.add(fails(
                "layer of a negative size",
                REMOTE_INVALID,
                "cannot fetch",
                manifest(text().replace("\"size\":" + SMALL.layers().get(1).length, "\"size\":-1"))));
    }

    private static String text() {
        return new String(SMALL.manifest(), StandardCharsets.UTF_8);
    }

    private static FaultCase.Arrangement manifest(String text) {
        return get(MANIFEST, Lasting.ALWAYS, Faults.text(MediaType.OCI_MANIFEST.value(), text));
    }

    private static void confusedTypes(List<FaultCase> cases) {
        Map<String, String> texts = Map.of(
                "a page of a proxy", "<html>Log in to the hotel</html>",
                "a list", "[]",
                "nothing", "",
                "a manifest that is an index too", text().replaceFirst("\\{", "{\"manifests\":[],"),
                "an index that has layers",
                        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[],\"layers\":[],\"config\":{}}"
                                .formatted(MediaType.OCI_INDEX),
                "a manifest of a strange type", text().replace(MediaType.OCI_MANIFEST.value(), "text/plain"),
                "a manifest without a config",
                        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"layers\":[]}".formatted(MediaType.OCI_MANIFEST),
                "a digest that is none", text().replace("\"sha256:", "\"sha256:../../"),
                "brackets without end", "[".repeat(100_000),
                "a manifest of the first schema", "{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[]}");
        texts.forEach((name, text) ->
                cases.add(fails("manifest is " + name, REMOTE_INVALID, "cannot fetch", manifest(text))));
        cases.add(fails(
                "manifest served as an index",
                REMOTE_INVALID,
                "is served as",
                get(MANIFEST, Lasting.ALWAYS, Faults.text(MediaType.OCI_INDEX.value(), text()))));
        cases.add(fails(
                "manifest of something else",
                REMOTE_INVALID,
                "it is no image",
                manifest(text().replace(MediaType.OCI_CONFIG.value(), "application/vnd.cncf.helm.config.v1+json"))));
    }

    /** Indexes that lead to indexes; a true circle would need a digest of itself. */
    private static void loops(List<FaultCase> cases) {
        cases.add(whole("indexes, 2 in each other", nested(2)));
        for (int depth : new int[] {5, 60}) {
            cases.add(fails(
                    "indexes, " + depth + " in each other", REMOTE_INVALID, "got indexes in indexes", nested(depth)));
        }
        cases.add(fails("index that names itself", REMOTE_INVALID, "cannot fetch", trial -> {
            byte[] index = TestImages.index(MediaType.OCI_MANIFEST, SMALL.manifest(), 1);
            trial.registry.put("/v2/team/app/manifests/v1", MediaType.OCI_INDEX.value(), index);
            trial.registry.put("/v2/team/app/manifests/" + SMALL.digest(), MediaType.OCI_INDEX.value(), index);
        }));
        cases.add(whole("index of ten thousand images", trial -> {
            byte[] index = TestImages.index(MediaType.OCI_MANIFEST, SMALL.manifest(), 10_000);
            trial.registry.put("/v2/team/app/manifests/v1", MediaType.OCI_INDEX.value(), index);
        }));
    }

    private static FaultCase.Arrangement nested(int depth) {
        return trial -> {
            byte[] index = TestImages.index(MediaType.OCI_MANIFEST, SMALL.manifest(), 1);
            for (int i = 1; i < depth; i++) {
                trial.registry.put(manifest(index), MediaType.OCI_INDEX.value(), index);
                index = TestImages.index(MediaType.OCI_INDEX, index, 1);
            }
            trial.registry.put("/v2/team/app/manifests/v1", MediaType.OCI_INDEX.value(), index);
        };
    }

    private static String manifest(byte[] bytes) {
        return "/v2/team/app/manifests/" + Digest.of(bytes);
    }
}
