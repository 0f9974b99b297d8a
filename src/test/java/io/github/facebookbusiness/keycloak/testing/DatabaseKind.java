package io.github.facebookbusiness.keycloak.testing;

import java.util.function.Supplier;

/** What the Keycloaks of this run store in. The build has a run for each kind. */
enum DatabaseKind {
    H2("H2", "", H2File::create),
    POSTGRESQL("PostgreSQL", "-postgresql", PostgreSql::start);

    private final String product;
    private final String suffix;
    private final Supplier<Database> start;

    DatabaseKind(String product, String suffix, Supplier<Database> start) {
        this.product = product;
        this.suffix = suffix;
        this.start = start;
    }

    /** As the system property {@code tests.database} says; the embedded one unless told otherwise. */
    static DatabaseKind ofThisRun() {
        return switch (System.getProperty("tests.database", "h2")) {
            case "h2" -> H2;
            case "postgresql" -> POSTGRESQL;
            default ->
                throw new IllegalArgumentException(
                        "tests.database is neither h2 nor postgresql: " + System.getProperty("tests.database"));
        };
    }

    /** An empty one for one Keycloak. */
    Database start() {
        return start.get();
    }

    /** As the database calls itself. */
    String product() {
        return product;
    }

    /** What the names of this run's files end in, so that those of the other run stay. */
    String suffix() {
        return suffix;
    }
}
