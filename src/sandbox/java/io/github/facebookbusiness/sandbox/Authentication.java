package io.github.facebookbusiness.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells who makes a call, and refuses tokens and proofs that Graph would refuse. */
final class Authentication {
    private static final Duration TIMED_PROOF_LIFE = Duration.ofMinutes(5);

    private final Apps apps;

    Authentication(Apps apps) {
        this.apps = apps;
    }

    /** The caller, whose proof is right. */
    Caller of(GraphRequest request) {
        Credentials credentials = request.credentials();
        String given = credentials.token().orElseThrow(() -> GraphError.oauth(
                        104, "An access token is required to request this resource.")
                .refusal());
        Caller caller = caller(given);
        checkApp(caller.app());
        checkProof(caller, given, credentials);
        return caller;
    }

    /** Refuses a call for something that is wrong with the app, whoever makes it. */
    static void checkApp(SandboxApp app) {
        Optional<GraphError> objection = Refusals.APP.errorBefalling(app.faults());
        if (objection.isPresent()) {
            throw objection.get().refusal();
        }
    }

    private Caller caller(String given) {
        SandboxApp app = apps.owning(given)
                .orElseThrow(() -> invalid("Invalid OAuth access token - Cannot parse access token")
                        .refusal());
        if (given.indexOf('|') >= 0) {
            if (!app.appToken().equals(given)) {
                throw invalid("Invalid OAuth access token signature.").refusal();
            }
            return new Caller(app, Optional.empty());
        }
        AccessToken token = app.ledger().token(given).orElseThrow();
        Optional<GraphError> objection = objection(app, token);
        if (objection.isPresent()) {
            throw objection.get().refusal();
        }
        return new Caller(app, Optional.of(token));
    }

    /** What is wrong with a token that was issued, if anything is. */
    static Optional<GraphError> objection(SandboxApp app, AccessToken token) {
        Optional<TokenEnd> end = app.ledger().end(token);
        if (end.isPresent()) {
            return Optional.of(end.get().error(app));
        }
        return token.isExpired(app.now()) ? Optional.of(expired(token, app.now())) : Optional.empty();
    }

    static GraphError notAuthorized(SandboxApp app) {
        return invalid("Error validating access token: The user has not authorized application " + app.id() + ".")
                .withSubcode(458);
    }

    private static GraphError expired(AccessToken token, Instant now) {
        return invalid("Error validating access token: Session has expired on "
                        + token.expiresAt().orElseThrow() + ". The current time is " + now + ".")
                .withSubcode(463);
    }

    static GraphError invalid(String message) {
        return GraphError.oauth(190, message);
    }

    /** An app token is not asked for a proof, since it carries the secret; a wrong one is refused all the same. */
    private static void checkProof(Caller caller, String given, Credentials credentials) {
        SandboxApp app = caller.app();
        if (credentials.proof().isEmpty()) {
            if (!caller.isApp() && app.proofPolicy() == ProofPolicy.REQUIRED) {
                throw GraphError.method(100, "API calls from the server require an appsecret_proof argument")
                        .refusal();
            }
            return;
        }
        String proof = credentials.proof().get();
        String expected = credentials
                .proofTime()
                .map(time -> AppSecretProof.timed(given, time, app.secret()))
                .orElseGet(() -> AppSecretProof.of(given, app.secret()));
        app.ledger().remember(expected);
        boolean inTime =
                credentials.proofTime().map(time -> isRecent(time, app.now())).orElse(true);
        if (!inTime || !AppSecretProof.same(expected, proof)) {
            throw GraphError.method(100, "Invalid appsecret_proof provided in the API argument")
                    .refusal();
        }
    }

    private static boolean isRecent(String time, Instant now) {
        if (!time.matches("\\d{1,12}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now)
                .abs();
        return age.compareTo(TIMED_PROOF_LIFE) <= 0;
    }
}
