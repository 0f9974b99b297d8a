package io.github.facebookbusiness.keycloak.admin;

import java.util.List;

/** What an admin needs to set a provider up at Meta, and what of it does not work yet. */
public record SetUp(
        String redirectUri, String webhookUrl, String deauthorizeUrl, String dataDeletionUrl, List<Check> checks) {

    /**
     * One thing that must be right.
     *
     * @param name stable, for scripts
     * @param reason a stable code; null where all is said by {@code ok}
     */
    public record Check(String name, boolean ok, String reason) {

        static Check passed(String name) {
            return new Check(name, true, null);
        }

        static Check passed(String name, String reason) {
            return new Check(name, true, reason);
        }

        static Check failed(String name, String reason) {
            return new Check(name, false, reason);
        }
    }

    static SetUp of(PublicAddresses addresses, List<Check> checks) {
        return new SetUp(
                addresses.redirectUri().toString(),
                addresses.webhook().toString(),
                addresses.deauthorize().toString(),
                addresses.dataDeletion().toString(),
                checks);
    }
}
