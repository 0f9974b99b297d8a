package io.github.facebookbusiness.keycloak.tokens;

import io.github.facebookbusiness.keycloak.config.ServerOptions;
import io.github.facebookbusiness.keycloak.graph.AccessToken;
import io.github.facebookbusiness.keycloak.graph.GraphApi;
import io.github.facebookbusiness.keycloak.graph.GraphError;
import io.github.facebookbusiness.keycloak.graph.GraphException;
import io.github.facebookbusiness.keycloak.graph.TokenInspection;
import io.github.facebookbusiness.keycloak.tokens.store.BusinessToken;
import io.github.facebookbusiness.keycloak.tokens.store.Finding;
import io.github.facebookbusiness.keycloak.tokens.store.RevocationRequest;
import io.github.facebookbusiness.keycloak.tokens.store.RevocationRequest.Answer;
import io.github.facebookbusiness.keycloak.tokens.store.RevocationRequest.Reach;
import io.github.facebookbusiness.keycloak.tokens.store.StoredToken;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Leased;
import io.github.facebookbusiness.keycloak.tokens.store.TokenStore.Others;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keycloak.common.util.Time;

/**
 * Ends a token at Meta, or the app with all its tokens, and counts as over only what {@code debug_token} says is no
 * longer valid: Meta documents neither call for system users of business integrations, and does not say what becomes of
 * granular tokens when their original is revoked.
 *
 * <p>What Meta answered is written down before it is asked what the token is worth now; and until that is known, the
 * token is due for a check. So whatever breaks in between, nothing is claimed and nothing is forgotten.
 *
 * <p>One reason for its length: the steps of a revocation, and what each of them may come to.
 */
public final class Revocation {

    /** So many other tokens are inspected while somebody waits; it takes one call. */
    private static final int AT_ONCE = GraphApi.TOKENS_AT_ONCE;

    private final ConnectedProvider provider;
    private final ServerOptions options;
    private final StoredTokens tokens;

    public Revocation(ConnectedProvider provider, ServerOptions options) {
        this.provider = provider;
        this.options = options;
        this.tokens = new StoredTokens(provider.config());
    }

    /** What {@code debug_token} said of a token. */
    public enum Inspection {
        VALID,
        NOT_VALID,
        /** It was asked, and did not answer about this token. */
        NO_ANSWER,
        NOT_ASKED
    }

    /** A token that may have ended with the one that was revoked. Its status is what is known about it itself. */
    public record Other(BusinessToken token, Inspection inspection) {}

    /**
     * What it came to.
     *
     * @param others those that were not known to be over before
     * @param more how many there are beside these; they were not asked about
     */
    public record Outcome(BusinessToken token, Inspection inspection, List<Other> others, int more) {}

    /**
     * The row stays, with what became of the token. One that is over already is left as it is.
     *
     * @throws TokenDeniedException also where Meta says that the token is still valid, or says nothing of use
     */
    public Outcome revoke(String id, Reach reach) throws TokenDeniedException, GraphException {
        StoredToken asked = tokens.byId(provider.place(), id);
        if (isDone(asked.token(), reach)) {
            return untouched(asked.token(), reach);
        }
        tokens.use(asked);
        // Whoever renews the token meanwhile would put a new one in the place of the one that is revoked.
        try (AwaitedLease lease = new AwaitedLease(provider.place(), options, id)) {
            Leased leased = lease.take();
            BusinessToken now = leased.token().token();
            return isDone(now, reach) ? untouched(now, reach) : revoke(leased, reach);
        }
    }

    private Outcome untouched(BusinessToken token, Reach reach) {
        Others others = provider.place().read(store -> store.mayEndWith(token, reach, AT_ONCE));
        return new Outcome(
                token,
                Inspection.NOT_ASKED,
                others.some().stream().map(Revocation::notAsked).toList(),
                others.more());
    }

    /** The app can be removed only with a token that is valid; so a dead one does not show that it was. */
    private static boolean isDone(BusinessToken token, Reach reach) {
        boolean appIsRemoved = token.health()
                .revocation()
                .filter(request -> request.reach() == Reach.APP && request.answer() == Answer.SUCCESS)
                .isPresent();
        return token.status().isDead() && (reach == Reach.TOKEN || appIsRemoved);
    }

    private Outcome revoke(Leased leased, Reach reach) throws TokenDeniedException, GraphException {
        StoredToken stored = leased.token();
        List<AccessToken> values = new ArrayList<>(List.of(tokens.use(stored)));
        // What Meta renewed it to, and nobody has proven yet, is as good a token at Meta.
        leased.successor().ifPresent(values::add);
        Others others = call(stored, values, reach);
        BusinessToken revoked = confirm(stored, values);
        return new Outcome(revoked, Inspection.NOT_VALID, inspect(stored.token(), others.some()), others.more());
    }

    /**
     * Asks Meta to end it, and writes down what Meta answers. That the token is dead already is as good as an answer; but
     * with a dead token the app cannot be removed.
     *
     * @return what may have ended with it
     */
    private Others call(StoredToken stored, List<AccessToken> values, Reach reach)
            throws TokenDeniedException, GraphException {
        long now = Time.currentTime();
        String id = stored.token().id();
        try {
            call(stored.token().clientBusinessId(), values, reach);
        } catch (GraphException e) {
            Optional<Answer> answer = answer(e.error());
            if (answer.isEmpty()) {
                throw e;
            }
            Others others =
                    write(stored, new RevocationRequest(now, reach, id, answer.get(), Optional.of(code(e.error()))));
            if (e.error().isOfDeadToken() && reach == Reach.TOKEN) {
                return others;
            }
            new LiveCheck(provider).follow(e, stored);
            throw e;
        }
        return write(stored, new RevocationRequest(now, reach, id, Answer.SUCCESS, Optional.empty()));
    }

    private void call(String business, List<AccessToken> values, Reach reach) throws GraphException {
        if (reach == Reach.APP) {
            provider.graph().deauthorize(provider.connection(), business, values.get(0));
            return;
        }
        for (AccessToken successor : values.subList(1, values.size())) {
            try {
                provider.graph().revoke(provider.connection(), business, successor);
            } catch (GraphException e) {
                if (!e.error().isOfDeadToken()) {
                    throw e;
                }
            }
        }
        provider.graph().revoke(provider.connection(), business, values.get(0));
    }

    /** Empty where Meta was not called. */
    private static Optional<Answer> answer(GraphError error) {
        return switch (error.cause()) {
            case TOO_MANY_CALLS, GRAPH_SUSPENDED, HOST_NOT_ALLOWED -> Optional.empty();
            case RATE_LIMITED -> error.code() == 0 ? Optional.empty() : Optional.of(Answer.REFUSED);
            case GRAPH_UNAVAILABLE, GRAPH_UNREACHABLE, GRAPH_TIMEOUT, ANSWER_MALFORMED -> Optional.of(Answer.NO_ANSWER);
            default -> Optional.of(Answer.REFUSED);
        };
    }

    private Others write(StoredToken stored, RevocationRequest request) throws TokenDeniedException {
        provider.place()
                .write(store -> store.noteRevocation(stored, request))
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE));
        return request.answer().mayHaveEnded()
                ? provider.place().write(store -> store.mayHaveEndedWith(stored.token(), request, AT_ONCE))
                : provider.place().read(store -> store.mayEndWith(stored.token(), request.reach(), AT_ONCE));
    }

    private BusinessToken confirm(StoredToken stored, List<AccessToken> values)
            throws TokenDeniedException, GraphException {
        String business = stored.token().clientBusinessId();
        for (AccessToken value : values.subList(1, values.size())) {
            if (provider.graph().inspect(provider.connection(), business, value).valid()) {
                throw new TokenDeniedException(TokenDenial.STILL_VALID);
            }
        }
        TokenInspection inspection = provider.graph().inspect(provider.connection(), business, values.get(0));
        Optional<Finding> finding =
                Verdict.of(inspection, provider.config().appId()).token();
        if (finding.filter(Finding.Good.class::isInstance).isPresent()) {
            note(stored, finding.get(), Told.BY_EVENT);
            throw new TokenDeniedException(TokenDenial.STILL_VALID);
        }
        Finding dead = finding.filter(Finding.Dead.class::isInstance)
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.REVOCATION_UNCONFIRMED));
        return note(stored, dead, Told.BY_CALLER)
                .orElseThrow(() -> new TokenDeniedException(TokenDenial.REPLACED_MEANWHILE));
    }

    /** Each by what Meta says about it itself. Those without an answer stay as they are, and due for a check. */
    private List<Other> inspect(BusinessToken revoked, List<StoredToken> others) {
        List<Other> outcome = new ArrayList<>();
        List<StoredToken> asked = new ArrayList<>();
        List<AccessToken> values = new ArrayList<>();
        for (StoredToken other : others) {
            try {
                values.add(tokens.askAbout(other));
                asked.add(other);
            } catch (TokenDeniedException e) {
                outcome.add(notAsked(other));
            }
        }
        if (!asked.isEmpty()) {
            List<Optional<TokenInspection>> inspections = inspections(revoked, values);
            for (int index = 0; index < asked.size(); index++) {
                outcome.add(noted(asked.get(index), inspections.get(index)));
            }
        }
        return List.copyOf(outcome);
    }

    private List<Optional<TokenInspection>> inspections(BusinessToken revoked, List<AccessToken> values) {
        try {
            return provider.graph().inspectAll(provider.connection(), revoked.clientBusinessId(), values);
        } catch (GraphException e) {
            return values.stream()
                    .map(value -> Optional.<TokenInspection>empty())
                    .toList();
        }
    }

    private Other noted(StoredToken other, Optional<TokenInspection> inspection) {
        Optional<Finding> finding = inspection
                .flatMap(said -> Verdict.of(said, provider.config().appId()).token())
                .filter(said -> !(said instanceof Finding.Unanswered));
        if (finding.isEmpty()) {
            return new Other(other.token(), Inspection.NO_ANSWER);
        }
        BusinessToken now = note(other, finding.get(), Told.BY_EVENT).orElse(other.token());
        return new Other(now, finding.get() instanceof Finding.Good ? Inspection.VALID : Inspection.NOT_VALID);
    }

    private static Other notAsked(StoredToken other) {
        return new Other(other.token(), Inspection.NOT_ASKED);
    }

    /** Who tells that the status of a token changed. */
    private enum Told {
        BY_EVENT,
        /** The admin event of the call itself. */
        BY_CALLER
    }

    private Optional<BusinessToken> note(StoredToken stored, Finding finding, Told told) {
        return provider.place().write(store -> {
            Optional<TokenStore.Noted> noted = store.note(stored, finding);
            if (told == Told.BY_EVENT) {
                noted.ifPresent(one -> new TokenEvents(store.session()).noted(provider.config(), one));
            } else {
                store.dropSuccessor(stored);
            }
            return noted.map(TokenStore.Noted::token);
        });
    }

    private static String code(GraphError error) {
        return error.cause().name().toLowerCase(Locale.ROOT);
    }
}
