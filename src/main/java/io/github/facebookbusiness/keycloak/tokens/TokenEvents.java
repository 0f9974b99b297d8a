package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.events.UnaskedEvents;
import io.github.facebookbusiness.keycloak.graph.WhatsAppAccountNotice;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.ProviderState;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStatus;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.events.Details;
import org.keycloak.events.admin.OperationType;
import org.keycloak.events.admin.ResourceType;
import org.keycloak.models.KeycloakSession;

/** What became of stored tokens and of their providers, as {@link UnaskedEvents}. Never a token's value. */
public final class TokenEvents {

    private final UnaskedEvents events;

    /** @param session of the transaction that makes the change */
    public TokenEvents(KeycloakSession session) {
        this.events = new UnaskedEvents(session);
    }

    /** Tells of a changed status, and of nothing where it is as before. */
    public void noted(FacebookBusinessConfig provider, TokenStore.Noted noted) {
        noted.before().ifPresent(before -> {
            Map<String, String> details = details(noted.token());
            details.put("previous_status", before.name());
            noted.token().health().reason().ifPresent(reason -> details.put("reason", reason));
            events.record(
                    OperationType.UPDATE,
                    ResourceType.IDENTITY_PROVIDER,
                    pathOf(provider, "tokens", noted.token().id()),
                    details);
        });
    }

    /** The token was renewed without anybody asking. */
    public void renewed(FacebookBusinessConfig provider, TokenStore.Noted noted) {
        Map<String, String> details = details(noted.token());
        TokenStatus before = noted.before().orElse(noted.token().status());
        details.put("previous_status", before.name());
        details.put("reason", "renewed");
        events.record(
                OperationType.UPDATE,
                ResourceType.IDENTITY_PROVIDER,
                pathOf(provider, "tokens", noted.token().id()),
                details);
    }

    /** Meta refused to renew the token so often that it is not asked again: only a new login helps. */
    public void renewalGivenUp(FacebookBusinessConfig provider, BusinessToken token) {
        Map<String, String> details = details(token);
        details.put("reason", "renewal_given_up");
        token.health().renewal().reason().ifPresent(reason -> details.put("renewal_reason", reason));
        events.record(
                OperationType.ACTION,
                ResourceType.IDENTITY_PROVIDER,
                pathOf(provider, "tokens", token.id(), "refresh"),
                details);
    }

    /** A person's kept token ends soon, or has ended: only another login of that person brings a new one. */
    public void userTokenTurned(UserTokens.Watched turned) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(Details.IDENTITY_PROVIDER, turned.alias());
        details.put("status", turned.status().name());
        details.put("expires_at", Long.toString(turned.endsAt()));
        events.record(
                OperationType.UPDATE,
                ResourceType.USER,
                List.of("users", turned.userId(), "federated-identity", turned.alias()),
                details);
    }

    /** The business opened a WhatsApp account to the app: where that was on Meta's hosted page, nobody else says so. */
    public void businessConnected(FacebookBusinessConfig provider, WhatsAppAccountNotice notice) {
        events.record(
                OperationType.ACTION,
                ResourceType.IDENTITY_PROVIDER,
                pathOf(provider, "businesses", notice.clientBusinessId()),
                details(notice));
    }

    /** Nobody asked for the token, so nobody else tells that it is there. */
    void fetched(FacebookBusinessConfig provider, TokenStore.Kept kept) {
        if (kept.outcome() == TokenStore.Outcome.CREATED || kept.outcome() == TokenStore.Outcome.REPLACED) {
            BusinessToken token = kept.token().token();
            Map<String, String> details = details(token);
            details.put("reason", "fetched");
            events.record(
                    kept.outcome() == TokenStore.Outcome.CREATED ? OperationType.CREATE : OperationType.UPDATE,
                    ResourceType.IDENTITY_PROVIDER,
                    pathOf(provider, "tokens", token.id()),
                    details);
        }
    }

    /** The business signed up on Meta's hosted page, and its token could not be fetched for about a day. */
    public void fetchGivenUp(FacebookBusinessConfig provider, WhatsAppAccountNotice notice) {
        Map<String, String> details = details(notice);
        details.put("reason", "fetch_given_up");
        events.record(
                OperationType.ACTION,
                ResourceType.IDENTITY_PROVIDER,
                pathOf(provider, "businesses", notice.clientBusinessId()),
                details);
    }

    private static Map<String, String> details(WhatsAppAccountNotice notice) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("client_business_id", notice.clientBusinessId());
        details.put("waba_id", notice.wabaId());
        details.put("event", notice.event().name());
        return details;
    }

    public void providerTurned(FacebookBusinessConfig provider, ProviderState state) {
        Map<String, String> details =
                new LinkedHashMap<>(Map.of("condition", state.condition().name()));
        state.reason().ifPresent(reason -> details.put("reason", reason));
        events.record(OperationType.ACTION, ResourceType.IDENTITY_PROVIDER, pathOf(provider, "upkeep"), details);
    }

    private static Map<String, String> details(BusinessToken token) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("client_business_id", token.clientBusinessId());
        details.put("config_id", token.configId());
        details.put("status", token.status().name());
        return details;
    }

    private static List<String> pathOf(FacebookBusinessConfig provider, String... below) {
        List<String> path = new ArrayList<>(List.of("identity-provider", "instances", provider.getAlias()));
        path.addAll(List.of(below));
        return path;
    }
}
