/**
 * What this machine allows, found out by trying: {@link dev.jbuild.exec.doctor.Doctor} is the entry. Uses program, rootless,
 * runtime, sandbox, emulation and host.
 */
@NullMarked
package dev.jbuild.exec.doctor;

import org.jspecify.annotations.NullMarked;
