package io.github.facebookbusiness.keycloak.login;

import io.github.facebookbusiness.keycloak.config.FacebookBusinessConfig;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphConnection;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.RateSubject;
import io.github.facebookbusiness.keycloak.graph.SignedRequest;
import io.github.facebookbusiness.keycloak.graph.TokenGrant;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.graph.TokenType;
import io.github.facebookbusiness.keycloak.tokens.ProvenToken;
import io.github.facebookbusiness.keycloak.tokens.TokenRefusedException;
import io.github.facebookbusiness.keycloak.tokens.store.UserTokenSeal;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.common.util.Time;
import org.keycloak.util.Booleans;

/**
 * From the code to a proven token in two round trips: the exchange, then one batch. A user token that is kept becomes
 * long-lived by a call beside the batch, which costs the person no time and may fail without failing the login.
 */
final class CodeExchange {

    private static final Logger LOG = Logger.getLogger(CodeExchange.class);

    /**
     * What Meta documents, for an answer without {@code expires_in}: which does not mean "never" for a person's token.
     */
    private static final Duration LONG_LIFE = Duration.ofDays(60);

    private final GraphApi graph;
    private final GraphConnection connection;
    private final FacebookBusinessConfig config;

    CodeExchange(GraphApi graph, GraphConnection connection, FacebookBusinessConfig config) {
        this.graph = graph;
        this.connection = connection;
        this.config = config;
    }

    /** @param kept the token to keep: the long-lived one where there is one */
    record Result(ProvenToken token, UserTokenSeal.UserToken kept) {}

    Result exchange(DialogAnswer.Code code, ChosenConfiguration chosen) throws GraphException, TokenRefusedException {
        AccessToken token =
                graph.exchangeCode(connection, code.value(), code.redirectUri()).token();
        Optional<GraphApi.PendingGrant> longLived = startLongLivedExchange(token, chosen.tokenType());
        ProvenToken proven = prove(token, chosen);
        UserTokenSeal.UserToken shortLived = shortLived(proven);
        return new Result(proven, longLived.isPresent() ? longLived(longLived.get(), shortLived) : shortLived);
    }

    /**
     * As {@link #exchange}, for a token that the browser brought. It is proven before anything else is done with it, and
     * must have been issued since the login began: an older one could be anybody's that was ever seen.
     */
    Result accept(AccessToken token, Optional<SignedRequest> beside, ChosenConfiguration chosen)
            throws GraphException, TokenRefusedException {
        ProvenToken proven = prove(token, chosen);
        proven.requireIssuedSince(chosen.startedAt(), beside);
        Optional<GraphApi.PendingGrant> longLived = startLongLivedExchange(token, chosen.tokenType());
        UserTokenSeal.UserToken shortLived = shortLived(proven);
        return new Result(proven, longLived.isPresent() ? longLived(longLived.get(), shortLived) : shortLived);
    }

    private ProvenToken prove(AccessToken token, ChosenConfiguration chosen)
            throws GraphException, TokenRefusedException {
        return ProvenToken.prove(
                graph, connection, token, chosen.tokenType(), chosen.listedPermissions(config), RateSubject.APP);
    }

    private static UserTokenSeal.UserToken shortLived(ProvenToken proven) {
        TokenInspection inspection = proven.inspection();
        return new UserTokenSeal.UserToken(
                proven.token(), grantedAt(inspection), inspection.expiresAt(), inspection.dataAccessExpiresAt());
    }

    private static long grantedAt(TokenInspection inspection) {
        return inspection.issuedAt() == 0 ? Time.currentTime() : inspection.issuedAt();
    }

    /** A token that is thrown away after the login does not need a long life. */
    private Optional<GraphApi.PendingGrant> startLongLivedExchange(AccessToken token, TokenType type)
            throws GraphException {
        boolean kept = type == TokenType.USER && Booleans.isTrue(config.isStoreToken());
        return kept ? graph.startLongLivedExchange(connection, token) : Optional.empty();
    }

    private UserTokenSeal.UserToken longLived(GraphApi.PendingGrant pending, UserTokenSeal.UserToken shortLived) {
        try {
            TokenGrant grant = pending.await();
            long expiresIn = grant.expiresIn().orElse(LONG_LIFE.toSeconds());
            return new UserTokenSeal.UserToken(
                    grant.token(),
                    shortLived.grantedAt(),
                    Time.currentTime() + expiresIn,
                    shortLived.dataAccessExpiresAt());
        } catch (GraphException e) {
            LOG.warnf(
                    "The token of a login through %s, app %s, stays short-lived: %s",
                    config.getAlias(), config.appId(), e.getMessage());
            return shortLived;
        }
    }
}
