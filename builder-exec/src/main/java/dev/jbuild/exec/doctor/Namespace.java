package dev.jbuild.exec.doctor;

import dev.jbuild.exec.program.Constant;
import dev.jbuild.exec.program.Linux;
import java.util.Locale;

/** The namespaces that a sandbox is made of. */
enum Namespace {
    USER(Linux.CLONE_NEWUSER),
    MOUNT(Linux.CLONE_NEWNS),
    PID(Linux.CLONE_NEWPID),
    NET(Linux.CLONE_NEWNET),
    IPC(Linux.CLONE_NEWIPC),
    UTS(Linux.CLONE_NEWUTS),
    CGROUP(Linux.CLONE_NEWCGROUP);

    private final Constant flag;

    Namespace(Constant flag) {
        this.flag = flag;
    }

    Constant flag() {
        return flag;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
