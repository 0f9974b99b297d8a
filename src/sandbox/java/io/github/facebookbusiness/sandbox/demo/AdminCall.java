package io.github.facebookbusiness.sandbox.demo;

/** What the page of links calls on Keycloak's admin REST API by buttons. */
enum AdminCall {
    DRY_RUN("dry-run", "/facebook-business/facebook-moved/migration?from=facebook&dryRun=true"),
    DRY_RUN_WITH_TOKENS(
            "dry-run-with-tokens", "/facebook-business/facebook-moved/migration?from=facebook-person&dryRun=true"),
    MOVE("move", "/facebook-business/facebook-moved/migration?from=facebook"),
    MOVE_BACK("move-back", "/facebook-business/facebook-moved/migration?to=facebook"),
    EXPORT("export", "/partial-export?exportClients=false&exportGroupsAndRoles=false");

    private final String key;
    private final String path;

    AdminCall(String key, String path) {
        this.key = key;
        this.path = path;
    }

    /** What names it in the application's addresses. */
    String key() {
        return key;
    }

    /** What is posted to, after {@code /admin/realms/demo}. */
    String path() {
        return path;
    }
}
