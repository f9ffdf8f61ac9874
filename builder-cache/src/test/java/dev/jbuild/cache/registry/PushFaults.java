package dev.jbuild.cache.registry;

import static dev.jbuild.cache.registry.FaultCase.fails;
import static dev.jbuild.cache.registry.FaultCase.whole;
import static dev.jbuild.cache.registry.FaultTrial.LARGE;
import static dev.jbuild.core.error.ErrorCode.REMOTE_DENIED;
import static dev.jbuild.core.error.ErrorCode.REMOTE_FAILED;
import static dev.jbuild.core.error.ErrorCode.REMOTE_INVALID;

import dev.jbuild.cache.registry.TestRegistry.Fault;
import dev.jbuild.cache.registry.TestRegistry.Lasting;
import dev.jbuild.core.oci.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The table of what may go wrong while an image is pushed: one small blob, and one that goes in parts. */
final class PushFaults {
    private static final String UPLOADS = "/blobs/uploads/";
    private static final String TAG = "/manifests/v1";

    /** A request of a push. */
    private record Request(String shown, String method, String part) {}

    private static final List<Request> REQUESTS = List.of(
            new Request(
                    "question for the blob",
                    "HEAD",
                    "/blobs/" + Digest.of(LARGE.layers().get(0))),
            new Request("beginning of an upload", "POST", UPLOADS),
            new Request("part of a blob", "PATCH", UPLOADS),
            new Request("end of an upload", "PUT", UPLOADS),
            new Request("question for the tag", "HEAD", TAG),
            new Request("manifest", "PUT", TAG));

    private PushFaults() {}

    static Stream<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        REQUESTS.forEach(request -> {
            cuts(cases, request);
            busy(cases, request);
            redirects(cases, request);
        });
        parts(cases);
        locations(cases);
        digests(cases);
        return cases.stream();
    }

    private static FaultCase.Arrangement at(Request request, Lasting lasting, Fault... faults) {
        return trial -> trial.registry.fail(request.method(), request.part(), lasting, faults);
    }

    private static void cuts(List<FaultCase> cases, Request request) {
        Fault cut = Faults.cutRequestAfter(0);
        Fault silent = Faults.stallRequestAfter(Integer.MAX_VALUE, FaultTrial.STALL_MILLIS);
        cases.add(whole(request.shown() + " cut", at(request, Lasting.ONCE, cut)));
        cases.add(
                fails(request.shown() + " always cut", REMOTE_FAILED, "cannot push", at(request, Lasting.ALWAYS, cut)));
        cases.add(whole(request.shown() + " not answered", at(request, Lasting.ONCE, silent))
                .impatient());
        cases.add(fails(
                        request.shown() + " never answered",
                        REMOTE_FAILED,
                        "cannot push",
                        at(request, Lasting.ALWAYS, silent))
                .impatient());
    }

    private static void busy(List<FaultCase> cases, Request request) {
        for (int status : new int[] {429, 500, 502, 503, 504}) {
            cases.add(whole(request.shown() + " " + status, at(request, Lasting.ONCE, Faults.status(status))));
        }
        cases.add(whole(
                request.shown() + " 429 with Retry-After",
                at(request, Lasting.ONCE, Faults.status(429, "Retry-After", "0"))));
        cases.add(fails(
                request.shown() + " 429 for a day",
                REMOTE_FAILED,
                "wants to be left alone for 86400 s",
                at(request, Lasting.ALWAYS, Faults.status(429, "Retry-After", "86400"))));
        cases.add(fails(
                request.shown() + " always 503",
                REMOTE_FAILED,
                "answered 503",
                at(request, Lasting.ALWAYS, Faults.status(503))));
        cases.add(fails(
                request.shown() + " 403",
                REMOTE_DENIED,
                "answered 403",
                at(request, Lasting.ALWAYS, Faults.status(403))));
        if (!request.method().equals("HEAD")) { // which has no body
            cases.add(fails(
                    request.shown() + " refused without end",
                    REMOTE_FAILED,
                    "answered 400",
                    at(request, Lasting.ALWAYS, Faults.endless(400))));
        }
    }

    private static void redirects(List<FaultCase> cases, Request request) {
        cases.add(fails(
                request.shown() + " redirected to another machine's own address",
                REMOTE_FAILED,
                "an address of this machine",
                at(request, Lasting.ALWAYS, Faults.status(307, "Location", "http://169.254.169.254/"))));
        cases.add(fails(
                request.shown() + " redirected in a circle",
                REMOTE_FAILED,
                "redirects",
                at(request, Lasting.ALWAYS, Faults.redirectToItself())));
        String shown = request.shown() + " redirected to one that knows nothing of it";
        FaultCase.Arrangement arrangement = trial -> {
            String there = "http://" + trial.elsewhere.name() + "/there";
            trial.elsewhere.fail(request.method(), "/there", Lasting.ALWAYS, Faults.status(404));
            trial.registry.fail(
                    request.method(), request.part(), Lasting.ALWAYS, Faults.status(307, "Location", there));
        };
        cases.add(
                request.method().equals("HEAD")
                        ? whole(shown, arrangement) // what nobody knows of is sent
                        : fails(shown, REMOTE_FAILED, "cannot push", arrangement));
    }

    /** How far a registry says that it is. */
    private static void parts(List<FaultCase> cases) {
        int size = LARGE.layers().get(0).length;
        for (int at : new int[] {0, 1, size / 2, size - 1}) {
            cases.add(whole(
                    "part cut after " + at + " bytes",
                    trial -> trial.registry.uploads().cut(at, 1)));
            cases.add(whole(
                    "part cut after " + at + " bytes and again",
                    trial -> trial.registry.uploads().cut(at, 2)));
        }
        Request part = REQUESTS.get(2);
        for (String range : List.of("0-99999999999", "0-" + size)) {
            cases.add(fails(
                    "registry has " + range,
                    REMOTE_FAILED,
                    "the registry has bytes",
                    at(
                            part,
                            Lasting.ALWAYS,
                            Faults.status(202, "Location", "/v2/team/app/blobs/uploads/1", "Range", range))));
        }
        cases.add(fails(
                "registry never has anything",
                REMOTE_FAILED,
                "takes no bytes",
                at(
                        part,
                        Lasting.ALWAYS,
                        Faults.status(202, "Location", "/v2/team/app/blobs/uploads/1", "Range", "0-0"))));
        cases.add(fails(
                "part too large, however small",
                REMOTE_FAILED,
                "answered 413",
                at(part, Lasting.ALWAYS, Faults.status(413))));
        cases.add(fails(
                "part not where the upload is",
                REMOTE_FAILED,
                "answered 416",
                at(part, Lasting.ALWAYS, Faults.status(416))));
    }

    private static void locations(List<FaultCase> cases) {
        for (String place : List.of(
                "https://127.0.0.2:1/upload",
                "http://localhost:1/upload",
                "http://169.254.169.254/upload",
                "http://[::]/upload",
                "ftp://example.org/upload",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "http://[",
                "//")) {
            cases.add(fails(
                    "upload at \"" + place + "\"",
                    REMOTE_FAILED,
                    "location of an upload",
                    trial -> trial.registry.uploads().place(place)));
        }
        cases.add(fails(
                "upload nowhere",
                REMOTE_FAILED,
                "does not say where",
                at(REQUESTS.get(1), Lasting.ALWAYS, Faults.status(202))));
        cases.add(fails(
                "upload at another server",
                REMOTE_FAILED,
                "cannot push",
                trial -> trial.registry.uploads().place("http://" + trial.elsewhere.name() + "/v2/x/blobs/uploads/7")));
        cases.add(fails(
                "upload at a place that is forgotten",
                REMOTE_FAILED,
                "cannot push",
                trial -> trial.registry.uploads().place("/v2/team/app/blobs/uploads/99?state=a%2Fb")));
    }

    private static void digests(List<FaultCase> cases) {
        cases.add(fails(
                "manifest taken as another",
                REMOTE_INVALID,
                "the registry took a manifest as",
                at(
                        REQUESTS.get(5),
                        Lasting.ALWAYS,
                        Faults.status(201, "Docker-Content-Digest", "sha256:" + "0".repeat(64)))));
        cases.add(fails(
                "blob found to be another",
                REMOTE_FAILED,
                "answered 400: provided digest did not match",
                at(
                        REQUESTS.get(3),
                        Lasting.ALWAYS,
                        Faults.answer(
                                400,
                                "{\"errors\":[{\"code\":\"DIGEST_INVALID\",\"message\":\"provided digest did not match\\u001b[2J\"}]}"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)))));
        cases.add(whole(
                "end of an upload done, and its answer lost",
                trial -> trial.registry.uploads().loseAnswers(2)));
        cases.add(whole("token worth three requests", trial -> {
            trial.registry.require("", "");
            trial.registry.requireTokens(3);
        }));
    }
}
