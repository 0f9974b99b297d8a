package io.github.facebookbusiness.sandbox;

/**
 * The app's own business, the Tech Provider, by its system user. Its token opens no client business; but Meta's page on
 * hosted Embedded Signup lets it fetch the tokens that client businesses granted.
 *
 * @param businessId its own business portfolio, which no client business is
 */
public record SandboxProvider(String businessId, String systemUserId, String name) implements Grantor {
    public SandboxProvider {
        GraphId.require(businessId);
        GraphId.require(systemUserId);
    }

    static SandboxProvider of(String appId) {
        return new SandboxProvider(
                GraphId.scoped(appId, "provider's business"), GraphId.scoped(appId, "provider"), "Provider");
    }

    @Override
    public String userId() {
        return systemUserId;
    }

    @Override
    public String displayName() {
        return name + " system user";
    }
}
