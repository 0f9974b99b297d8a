package io.github.facebookbusiness.sandbox;

/** Where an access token comes from. A renewed one comes from where its predecessor did. */
enum TokenOrigin {
    /** The dialog: it carries all that was granted there. */
    ORIGINAL,
    /** {@code system_user_access_tokens}: it carries a part of another token. */
    MINTED
}
