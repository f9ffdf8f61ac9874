package dev.jbuild.cli;

/** The version of the program, from its jar's manifest. */
final class Version {
    static final String CURRENT = current();

    private Version() {}

    private static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
