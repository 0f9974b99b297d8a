package io.github.facebookbusiness.sandbox;

import java.time.Instant;

/** A code that the dialog handed out. */
record AuthorizationCode(String value, Grant grant, String redirectUri, Instant expiresAt) {}
