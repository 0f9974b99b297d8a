package io.github.facebookbusiness.sandbox;

/** What {@code oauth/revoke} ends. Meta does not say what becomes of tokens that were narrowed from the revoked one. */
public enum RevocationReach {
    ONE_TOKEN,
    WITH_TOKENS_NARROWED_FROM_IT
}
