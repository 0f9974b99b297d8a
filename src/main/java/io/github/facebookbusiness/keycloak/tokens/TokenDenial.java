package io.github.facebookbusiness.keycloak.tokens;

/**
 * Why a token is not handed out, made or changed. The REST API answers the name in lower case as a stable code, but for
 * {@link #UNKNOWN_PERMISSION} and {@link #PROOF_REFUSED}: to a caller these are invalid parameters like any other.
 */
public enum TokenDenial {
    TOKEN_NOT_FOUND("There is no such token."),
    CLIENT_BUSINESS_NOT_FOUND("No token of this client business is stored."),
    AMBIGUOUS_CONFIGURATION(
            "The client business was connected with several configurations, none of them the provider's own. Say"
                    + " which one by config_id."),
    TOKEN_REVOKED("The token was revoked. The client business must connect again."),
    TOKEN_EXPIRED("The token is expired. The client business must connect again."),
    TOKEN_INVALID("Meta says that the token is not valid. The client business must connect again."),
    KEY_MISSING("The key that the token was encrypted with is not here. See the operations page, Keys."),
    OTHER_APP("The token came from another App ID or Graph host than the provider has now, and is not used with it."),
    NEVER_EXPIRES("The token never expires, so there is nothing to renew."),
    SCOPE_NOT_GRANTED("The original token does not have all of these permissions."),
    ASSET_NOT_GRANTED("The original token does not have all of these assets."),
    UNKNOWN_PERMISSION("Facebook Login for Business does not know this permission."),
    CALLER_TOKEN_REFUSED("The access_token is not a valid one of this app and this client business."),
    PROOF_REFUSED("The appsecret_proof is not the proof of the access_token."),
    NO_CALLING_TOKEN("There is no token that Meta could be asked with: the stored one is not usable, and"
            + " providerAccessToken is not set."),
    GRAPH_ANSWER_REFUSED("Meta answered with a token that is not what was asked for. What was stored is unchanged."),
    STILL_VALID("Meta says that the token is still valid, so it counts as not revoked."),
    REVOCATION_UNCONFIRMED(
            "Meta took the revocation, but does not say what the token is worth now. It is checked again."),
    BUSY(
            "The token is just being checked or renewed, or a renewal of it has just failed. See its renewal, and try again."),
    REPLACED_MEANWHILE("The token was replaced by another request meanwhile. Try again.");

    private final String sentence;

    TokenDenial(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
