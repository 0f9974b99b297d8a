package io.github.facebookbusiness.keycloak.migration;

import io.github.facebookbusiness.keycloak.config.AppSecret;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people have granted, as Meta tells it of their stored tokens. Best effort: whom nothing is known of has unknown
 * grants, and after the first call that fails nobody is asked about any more.
 */
final class Grants {

    private final Map<String, Set<String>> byUser = new HashMap<>();
    private Optional<String> failure = Optional.empty();

    private Grants() {}

    /** Makes a connection for one call: what Meta said about waiting meanwhile holds for the next one. */
    interface Connecting {
        GraphConnection connect() throws AppSecret.UnresolvedException;
    }

    /** A person's token, and whose it has to be. */
    record Held(Link link, AccessToken token) {}

    static Grants ask(GraphApi graph, Connecting connecting, String appId, List<Held> tokens) {
        Grants grants = new Grants();
        for (int first = 0; first < tokens.size() && grants.failure.isEmpty(); first += GraphApi.TOKENS_AT_ONCE) {
            List<Held> some = tokens.subList(first, Math.min(first + GraphApi.TOKENS_AT_ONCE, tokens.size()));
            try {
                List<Optional<TokenInspection>> inspections = graph.inspectAll(
                        connecting.connect(),
                        RateSubject.APP,
                        some.stream().map(Held::token).toList());
                for (int index = 0; index < some.size(); index++) {
                    Held held = some.get(index);
                    inspections
                            .get(index)
                            .filter(inspection -> isOf(inspection, held.link(), appId))
                            .ifPresent(
                                    inspection -> grants.byUser.put(held.link().userId(), inspection.scopes()));
                }
            } catch (GraphException e) {
                grants.failure = Optional.of(code(e.error()));
            } catch (AppSecret.UnresolvedException e) {
                grants.failure = Optional.of("app_secret_unresolved");
            }
        }
        return grants;
    }

    /** Meta is asked with the app's own token: to find that one dead is to refuse the app. */
    private static String code(GraphError error) {
        GraphError.Cause cause = error.isOfDeadToken() ? GraphError.Cause.APP_SECRET_INVALID : error.cause();
        return cause.name().toLowerCase(Locale.ROOT);
    }

    /** A dead token says nothing about what the person has granted since, nor does another person's. */
    private static boolean isOf(TokenInspection inspection, Link link, String appId) {
        return inspection.valid()
                && inspection.appId().equals(appId)
                && inspection.type().equals(TokenType.USER.metaName())
                && inspection.userId().equals(link.facebookUserId());
    }

    /** Empty where nobody knows. */
    Optional<Set<String>> of(String userId) {
        return Optional.ofNullable(byUser.get(userId));
    }

    /** Why Meta was not asked about all of them, as a stable code. */
    Optional<String> failure() {
        return failure;
    }
}
