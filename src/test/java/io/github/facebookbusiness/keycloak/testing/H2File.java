package io.github.facebookbusiness.keycloak.testing;

/**
 * Keycloak's own embedded database, in a file instead of in memory: Keycloak opens it, and lets others in while it has
 * it open.
 */
final class H2File {

    private static final String USER = "sa";
    private static final String PASSWORD = "password";
    /** To let others in; to stay open when nobody is connected; and Keycloak's own, for a column of that name. */
    private static final String SETTINGS = ";AUTO_SERVER=TRUE;DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE";

    private H2File() {}

    static Database create() {
        TemporaryFolder folder = TemporaryFolder.named("h2");
        String url = "jdbc:h2:file:" + folder.path().resolve("keycloak") + SETTINGS;
        return new Database("dev-file", url, USER, PASSWORD, folder::close);
    }
}
