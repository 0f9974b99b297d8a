/**
 * What the integration tests stand on: one real Keycloak and one Graph sandbox for all, a fresh realm per test class.
 */
package io.github.facebookbusiness.keycloak.testing;
