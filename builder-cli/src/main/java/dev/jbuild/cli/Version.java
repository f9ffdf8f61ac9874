package dev.jbuild.cli;

/** The version of the program, from its jar's manifest. */
public final class Version {
    public static final String CURRENT = current();

    private Version() {}

    private static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
