package io.github.facebookbusiness.keycloak.admin;

import io.github.facebookbusiness.keycloak.config.PublicAddresses;
import java.util.List;

/** What an admin needs to set a provider up at Meta, and what of it does not work yet. */
public record SetUp(
        String redirectUri, String webhookUrl, String deauthorizeUrl, String dataDeletionUrl, List<Check> checks) {

    /**
     * One thing that must be right.
     *
     * @param name stable, for scripts
     * @param reason a stable code; null where all is said by {@code ok}
     * @param detail what the reason is about, for a person; null where there is nothing to add
     */
    public record Check(String name, boolean ok, String reason, String detail) {

        static Check passed(String name) {
            return new Check(name, true, null, null);
        }

        static Check passed(String name, String reason) {
            return new Check(name, true, reason, null);
        }

        static Check failed(String name, String reason) {
            return new Check(name, false, reason, null);
        }

        static Check failed(String name, String reason, String detail) {
            return new Check(name, false, reason, detail);
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
