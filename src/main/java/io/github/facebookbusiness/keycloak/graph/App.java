package io.github.facebookbusiness.keycloak.graph;

import java.util.Objects;

/** The Tech Provider's app at Meta: App ID and App secret. Never prints the secret. */
public record App(String id, String secret) {

    public App {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(secret, "secret");
    }

    /**
     * The app access token, in the literal form {@code app_id|app_secret} that Meta documents beside the
     * {@code client_credentials} grant. It saves a round trip and is what {@code debug_token} wants as caller.
     */
    public AccessToken accessToken() {
        return new AccessToken(id + "|" + secret);
    }

    /**
     * The proof that a caller of {@code token} also has the app secret; Meta wants it of the <em>calling</em> token.
     */
    public AppSecretProof proofOf(AccessToken token) {
        return AppSecretProof.of(secret, token);
    }

    /**
     * Meta's proof that holds for five minutes: of the token and the time together, which goes beside it as
     * {@code appsecret_time}. Source: Meta, Login Security.
     *
     * @param time epoch seconds
     */
    public AppSecretProof timedProofOf(AccessToken token, long time) {
        return AppSecretProof.of(secret, new AccessToken(token.value() + "|" + time));
    }

    @Override
    public String toString() {
        return "App[" + id + "]";
    }
}
