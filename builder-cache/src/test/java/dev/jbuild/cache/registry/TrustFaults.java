package dev.jbuild.cache.registry;

import static dev.jbuild.cache.registry.FaultCase.fails;
import static dev.jbuild.cache.registry.FaultCase.whole;
import static dev.jbuild.core.error.ErrorCode.REMOTE_DENIED;
import static dev.jbuild.core.error.ErrorCode.REMOTE_FAILED;
import static dev.jbuild.core.error.ErrorCode.REMOTE_INVALID;

import dev.jbuild.cache.registry.FaultTrial.ClientCertificates;
import dev.jbuild.cache.registry.TestRegistry.Fault;
import dev.jbuild.cache.registry.TestRegistry.Lasting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The table of what may be wrong with whom one talks to: certificates, token servers, and helpers that keep passwords. */
final class TrustFaults {
    private static final TestAuthority AUTHORITY = authority("right");
    private static final TestAuthority OTHER = authority("other");
    private static final String REFUSED = "closed without an answer"; // as Java's server does; others say why
    private static final String HERE = "127.0.0.1";

    private TrustFaults() {}

    private static TestAuthority authority(String name) {
        try {
            return TestAuthority.create(name);
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<FaultCase> all() {
        List<FaultCase> cases = new ArrayList<>();
        serverCertificates(cases);
        clientCertificates(cases);
        realms(cases);
        tokens(cases);
        helpers(cases);
        return cases.stream();
    }

    private interface Making {
        TestAuthority.Identity make() throws GeneralSecurityException, IOException;
    }

    private static FaultCase.Arrangement served(Making identity) {
        return trial -> {
            trial.secure(identity.make(), AUTHORITY, ClientCertificates.NOT_ASKED_FOR);
            Files.writeString(trial.certificates(trial.registry.name()).resolve("ca.crt"), AUTHORITY.pem());
        };
    }

    private static void serverCertificates(List<FaultCase> cases) {
        Instant now = Instant.now();
        Duration day = Duration.ofDays(1);
        Making right = () -> AUTHORITY.issue(HERE);
        Map<String, Making> wrong = Map.of(
                "certificate of an unknown authority", () -> OTHER.issue(HERE),
                "certificate that has expired", () -> AUTHORITY.issue(now.minus(day), now.minusSeconds(60), HERE),
                "certificate that is not valid yet", () -> AUTHORITY.issue(now.plusSeconds(600), now.plus(day), HERE),
                "certificate for another name", () -> AUTHORITY.issue("example.org", "10.0.0.1"));
        Map<String, String> said = Map.of(
                "certificate of an unknown authority", "its certificate is signed by nobody that is trusted",
                "certificate that has expired", "its certificate has expired",
                "certificate that is not valid yet", "its certificate is not valid yet",
                "certificate for another name", "its certificate is for other names");
        wrong.forEach((name, identity) -> {
            cases.add(fails(name, REMOTE_FAILED, said.get(name), served(identity)));
            cases.add(whole(name + ", of a registry called insecure", trial -> {
                trial.secure(identity.make(), AUTHORITY, ClientCertificates.NOT_ASKED_FOR);
                trial.options(
                        RegistryOptions.DEFAULT.withInsecure(new InsecureRegistries(Set.of(trial.registry.name()))));
            }));
        });
        cases.add(whole("certificate of an authority for host and port", served(right)));
        cases.add(whole("certificate of an authority for the host", trial -> {
            trial.secure(right.make(), AUTHORITY, ClientCertificates.NOT_ASKED_FOR);
            Files.writeString(trial.certificates(HERE).resolve("ca.crt"), AUTHORITY.pem());
        }));
        cases.add(fails("authority that cannot be read", REMOTE_DENIED, "cannot read the certificates", trial -> {
            trial.secure(right.make(), AUTHORITY, ClientCertificates.NOT_ASKED_FOR);
            Files.writeString(trial.certificates(HERE).resolve("ca.crt"), "-----BEGIN CERTIFICATE-----\nno\n");
        }));
        cases.add(fails("redirect from https to http", REMOTE_FAILED, "from https to http", trial -> {
            served(right).arrange(trial);
            Fault away = Faults.status(307, "Location", "http://" + trial.elsewhere.name() + "/there");
            trial.registry.fail("GET", "/v2/team", Lasting.ALWAYS, away);
            trial.registry.fail("POST", "/v2/team", Lasting.ALWAYS, away);
        }));
    }

    private static FaultCase.Arrangement showing(TestAuthority issuer, Map<String, String> files) {
        return trial -> {
            trial.secure(AUTHORITY.issue(HERE), AUTHORITY, ClientCertificates.WANTED);
            var own = trial.certificates(trial.registry.name());
            Files.writeString(own.resolve("ca.crt"), AUTHORITY.pem());
            TestAuthority.Identity identity = issuer.issue("somebody.example");
            Map<String, String> texts = Map.of(
                    "certificate", identity.certificatePem(), "key", identity.keyPem(), "ec", identity.ecKeyPem());
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(own.resolve(file.getKey()), texts.getOrDefault(file.getValue(), file.getValue()));
            }
        };
    }

    private static void clientCertificates(List<FaultCase> cases) {
        Map<String, String> right = Map.of("client.cert", "certificate", "client.key", "key");
        cases.add(whole("certificate of a client", showing(AUTHORITY, right)));
        cases.add(whole(
                "certificate of a client, with a key of openssl ecparam",
                showing(AUTHORITY, Map.of("client.cert", "certificate", "client.key", "ec"))));
        cases.add(fails("no certificate of a client", REMOTE_FAILED, REFUSED, showing(AUTHORITY, Map.of())));
        cases.add(fails("certificate of a client by another authority", REMOTE_FAILED, REFUSED, showing(OTHER, right)));
        cases.add(fails(
                "certificate of a client without a key",
                REMOTE_DENIED,
                "has no \"client.key\" beside it",
                showing(AUTHORITY, Map.of("client.cert", "certificate"))));
        cases.add(fails(
                "key of a client that is none",
                REMOTE_DENIED,
                "has no private key",
                showing(AUTHORITY, Map.of("client.cert", "certificate", "client.key", "certificate"))));
    }

    private static void realms(List<FaultCase> cases) {
        for (String realm : List.of(
                "http://169.254.169.254/token",
                "http://example.org/token",
                "https://127.0.0.2/token",
                "https://localhost/token",
                "https://user:word@example.org/token",
                "https://example.org/token#x",
                "file:///etc/passwd",
                "not an address",
                "")) {
            cases.add(fails(
                    "realm \"" + realm + "\"",
                    REMOTE_INVALID,
                    "not trusted",
                    trial -> trial.registry.require("Bearer x", "Bearer realm=\"" + realm + "\",service=\"s\"")));
        }
        cases.add(fails("realm over http of a registry with TLS", REMOTE_INVALID, "not trusted", trial -> {
            served(() -> AUTHORITY.issue(HERE)).arrange(trial);
            trial.registry.require("Bearer x", "Bearer realm=\"http://" + trial.elsewhere.name() + "/t\"");
        }));
        cases.add(fails(
                "challenge that nobody understands",
                REMOTE_DENIED,
                "answered 401",
                trial -> trial.registry.require("Negotiate x", "Negotiate, =,,, \"")));
    }

    private static FaultCase.Arrangement token(Lasting lasting, Fault... faults) {
        return trial -> {
            trial.registry.require("", "");
            trial.registry.requireTokens(1000);
            trial.registry.fail("GET", TestTokens.PATH, lasting, faults);
        };
    }

    private static void tokens(List<FaultCase> cases) {
        for (int status : new int[] {429, 500, 503}) {
            cases.add(whole("token server " + status, token(Lasting.ONCE, Faults.status(status))));
        }
        cases.add(whole("token server cut", token(Lasting.ONCE, Faults.cutRequestAfter(0))));
        cases.add(whole(
                        "token server silent",
                        token(Lasting.ONCE, Faults.stallRequestAfter(0, FaultTrial.STALL_MILLIS)))
                .impatient());
        cases.add(fails(
                        "token drips",
                        REMOTE_FAILED,
                        " bytes came in ",
                        token(Lasting.ALWAYS, Faults.drips(1, 50, new byte[2000])))
                .impatient());
        cases.add(fails(
                "token server always 503", REMOTE_FAILED, "answered 503", token(Lasting.ALWAYS, Faults.status(503))));
        cases.add(fails("token server 401", REMOTE_DENIED, "answered 401", token(Lasting.ALWAYS, Faults.status(401))));
        cases.add(fails(
                "token without end",
                REMOTE_FAILED,
                "more than 1048576 bytes",
                token(Lasting.ALWAYS, Faults.endless(200))));
        for (String answer : List.of("{}", "{\"token\":\"\"}", "{\"token\":\"a\\r\\nX: y\"}", "{\"token\":\"ä\"}")) {
            cases.add(fails(
                    "token " + answer,
                    REMOTE_FAILED,
                    "got no token",
                    token(Lasting.ALWAYS, Faults.text("application/json", answer))));
        }
        cases.add(fails(
                "token server answers a page",
                REMOTE_INVALID,
                "cannot",
                token(Lasting.ALWAYS, Faults.text("text/html", "<html>"))));
        cases.add(fails("token that nobody takes", REMOTE_DENIED, "answered 401", trial -> {
            trial.registry.require("Bearer x", "Bearer realm=\"http://" + trial.registry.name() + "/t\"");
            trial.registry.put("/t", "application/json", "{\"token\":\"y\"}".getBytes(StandardCharsets.UTF_8));
        }));
        cases.add(whole("token server redirects elsewhere", trial -> {
            byte[] answer = "{\"token\":\"token-0\"}".getBytes(StandardCharsets.UTF_8);
            trial.elsewhere.put("/there", "application/json", answer);
            String there = "http://" + trial.elsewhere.name() + "/there";
            token(Lasting.ALWAYS, Faults.status(307, "Location", there)).arrange(trial);
        }));
        cases.add(fails("token server sends a refresh token elsewhere", REMOTE_FAILED, "is not followed", trial -> {
            trial.credentials(name -> new Credentials.IdentityToken("refresh"));
            token(Lasting.ALWAYS).arrange(trial);
            String there = "http://" + trial.elsewhere.name() + "/there";
            trial.registry.fail("POST", TestTokens.PATH, Lasting.ALWAYS, Faults.status(307, "Location", there));
            trial.elsewhere.fail(
                    "POST",
                    "/there",
                    Lasting.ALWAYS,
                    Faults.bytes("{\"token\":\"token-0\"}".getBytes(StandardCharsets.UTF_8)));
        }));
        cases.add(whole("refresh token", trial -> {
            trial.credentials(name -> new Credentials.IdentityToken("refresh"));
            token(Lasting.ALWAYS).arrange(trial);
        }));
    }

    private static void helpers(List<FaultCase> cases) {
        String right = "echo '{\"Username\":\"user\",\"Secret\":\"hunter2\"}'";
        cases.add(whole("helper that knows", trial -> trial.helper(right)));
        Map<String, String> wrong = Map.of(
                "sleep 30", "did not answer within",
                "trap '' TERM; sleep 30 & wait", "did not answer within",
                "echo hunter2; exit 3", "exit status 3",
                "echo hunter2", "not what a helper answers",
                "yes hunter2", "answers without end",
                "kill -9 $$", "exit status 137");
        wrong.forEach((script, message) -> {
            FaultCase helper = fails("helper: " + script, REMOTE_DENIED, message, trial -> trial.helper(script));
            cases.add(message.startsWith("did not answer") ? helper.impatient() : helper);
        });
        cases.add(whole("helper that leaves somebody behind", trial -> trial.helper("sleep 30 & " + right)));
        cases.add(fails(
                "helper that knows nothing",
                REMOTE_DENIED,
                "answered 401",
                trial -> trial.helper("echo credentials not found in native keychain; exit 1")));
    }
}
