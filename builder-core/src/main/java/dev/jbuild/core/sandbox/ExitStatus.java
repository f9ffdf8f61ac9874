package dev.jbuild.core.sandbox;

/**
 * How a command ended.
 *
 * @param code its exit status, 128 + n when signal n ended it
 * @param outOfMemory true when a memory limit ended it
 */
public record ExitStatus(int code, boolean outOfMemory) {

    public boolean success() {
        return code == 0;
    }
}
