package io.github.facebookbusiness.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * A person with a Facebook account.
 *
 * @param id the id as this app sees it: app-scoped
 * @param email absent for accounts made with a telephone number, or with an address never confirmed
 */
public record SandboxPerson(String id, String name, String firstName, String lastName, Optional<String> email)
        implements Grantor {
    public SandboxPerson {
        GraphId.require(id);
    }

    static List<SandboxPerson> defaults(String appId) {
        return List.of(
                new SandboxPerson(
                        GraphId.scoped(appId, "ada"), "Ada Adams", "Ada", "Adams", Optional.of("ada@example.org")),
                new SandboxPerson(GraphId.scoped(appId, "ben"), "Ben Berg", "Ben", "Berg", Optional.empty()));
    }

    @Override
    public String userId() {
        return id;
    }

    @Override
    public String displayName() {
        return name;
    }
}
