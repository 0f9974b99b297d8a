package io.github.facebookbusiness.sandbox;

/**
 * The token expiration that a configuration for system user tokens chooses, or who narrows one; user tokens ignore it.
 */
public enum TokenExpiry {
    NEVER,
    SIXTY_DAYS
}
