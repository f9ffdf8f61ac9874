package dev.jbuild.core.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jbuild.core.error.BuildException;
import dev.jbuild.core.file.NioRootDirectories;
import dev.jbuild.core.sandbox.Mount;
import dev.jbuild.core.sandbox.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices by their names in /dev and in files of the Container Device Interface. */
class MachineDevicesTest {
    private static final String SPEC = """
            cdiVersion: "0.6.0"
            kind: vendor1.com/device
            containerEdits:
              env: [ "ALL=1" ]
            devices:
            - name: foo
              annotations:
                org.mobyproject.buildkit.device.class: class1
              containerEdits:
                env:
                - FOO=injected
                deviceNodes:
                - path: /dev/vendor/foo
                  hostPath: /dev/null
                  permissions: r
                - path: /dev/zero
                mounts:
                - hostPath: %1$s/lib.so
                  containerPath: /usr/lib/lib.so
                  options: [ ro, nosuid, nodev, bind ]
            - name: bar
              annotations: { org.mobyproject.buildkit.device.class: class1 }
              containerEdits:
                env: [ "BAR=injected" ]
            """;

    @TempDir
    Path dir;

    private Path first;
    private Path second;
    private MachineDevices devices;

    @BeforeEach
    void write() throws IOException {
        first = Files.createDirectory(dir.resolve("first"));
        second = Files.createDirectory(dir.resolve("second"));
        Files.writeString(dir.resolve("lib.so.1"), "library");
        Files.createSymbolicLink(dir.resolve("lib.so"), Path.of("lib.so.1"));
        Files.writeString(first.resolve("vendor1.yaml"), SPEC.formatted(dir));
        devices = new MachineDevices(
                new NioRootDirectories(() -> {
                    throw new IllegalStateException("nothing is written");
                }),
                List.of(first, second, dir.resolve("none")));
    }

    @Test
    void aWholeNameIsOneDevice() throws IOException {
        DeviceGrant grant = devices.find("vendor1.com/device=foo").orElseThrow();
        assertThat(grant.nodes())
                .containsExactly(
                        new ProcessSpec.Device(Path.of("/dev/null"), "/dev/vendor/foo", "r"),
                        new ProcessSpec.Device(Path.of("/dev/zero"), "/dev/zero", "rwm"));
        assertThat(grant.env()).containsExactly("ALL=1", "FOO=injected");
        assertThat(grant.mounts())
                .as("the source is the file that a link on the host means")
                .containsExactly(new Mount.Bind(dir.resolve("lib.so.1"), "/usr/lib/lib.so", Mount.Access.READ_ONLY));
    }

    @ParameterizedTest
    @CsvSource({
        "vendor1.com/device, ALL=1 FOO=injected",
        "vendor1.com/device=*, ALL=1 FOO=injected BAR=injected",
        "class1, ALL=1 FOO=injected BAR=injected",
        "vendor1.com/device=bar, ALL=1 BAR=injected"
    })
    void otherNamesAreOneSomeOrAll(String name, String env) throws IOException {
        assertThat(devices.find(name).orElseThrow().env()).containsExactly(env.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vendor1.com/device=baz", "vendor2.com/device", "class2", "nosuch", "../etc/passwd", "a/b=../c"})
    void whatIsNotThereIsNot(String name) throws IOException {
        assertThat(devices.find(name)).isEmpty();
    }

    @Test
    void laterDirectoriesHold() throws IOException {
        Files.writeString(
                second.resolve("mine.json"),
                "{\"cdiVersion\": \"0.6.0\", \"kind\": \"vendor1.com/device\", \"devices\": [{\"name\": \"foo\","
                        + " \"containerEdits\": {\"env\": [\"FOO=mine\"]}}]}");
        assertThat(devices.find("vendor1.com/device=foo").orElseThrow().env()).containsExactly("FOO=mine");
    }

    @Test
    void nodesOfTheHostAreFoundByTheirNames() throws IOException {
        ProcessSpec.Device node = new ProcessSpec.Device(Path.of("/dev/null"), "/dev/null", "rwm");
        assertThat(devices.find("null").orElseThrow().nodes()).containsExactly(node);
        assertThat(devices.find("/dev/null").orElseThrow().nodes()).containsExactly(node);
    }

    @Test
    void whatCannotBeCarriedOutIsRefused() throws IOException {
        Files.writeString(
                second.resolve("hooks.yaml"),
                "kind: v.com/hooked\ncontainerEdits:\n  hooks:\n  - hookName: createContainer\n    path: /bin/true\n"
                        + "devices:\n- name: all\n- name: gone\n  containerEdits:\n    deviceNodes:\n"
                        + "    - path: /dev/no-such-node\n");
        assertThatThrownBy(() -> devices.find("v.com/hooked=all"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("v.com/hooked=all")
                .hasMessageContaining("hooks");
        Files.writeString(
                second.resolve("gone.yaml"),
                "kind: v.com/gone\ndevices:\n- name: x\n  containerEdits:\n    deviceNodes:\n    - path: /dev/no-such\n");
        assertThatThrownBy(() -> devices.find("v.com/gone=x")).hasMessageContaining("needs \"/dev/no-such\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "just text",
                "kind: nothing",
                "kind: v.com/c\ndevices: x",
                "kind: v.com/c\ndevices:\n- name: d\n  containerEdits: { env: [ novalue ] }",
                "kind: v.com/c\ndevices:\n- name: d\n  containerEdits: { deviceNodes: [ { path: /dev/null, permissions: x } ] }",
                "kind: v.com/c\ndevices:\n- name: d\n  containerEdits: { mounts: [ { hostPath: /, containerPath: /x, options: [ suid ] } ] }",
                "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: *b",
            })
    void faultsAreToldWhenNothingElseIsFound(String text) throws IOException {
        Files.writeString(second.resolve("bad.yaml"), text);
        assertThatThrownBy(() -> devices.find("v.com/c=d"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("bad.yaml: ");
        assertThat(devices.find("vendor1.com/device=foo")).isPresent();
    }

    @Test
    void nestingWithoutEndIsAFault() throws IOException {
        Files.writeString(second.resolve("deep.json"), "[".repeat(500_000));
        assertThatThrownBy(() -> devices.find("v.com/c=d")).isInstanceOf(BuildException.class);
    }
}
