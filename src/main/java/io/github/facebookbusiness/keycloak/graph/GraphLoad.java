package io.github.facebookbusiness.keycloak.graph;

/**
 * What this server does at Graph now.
 *
 * @param running calls
 * @param limit how many may run at once
 * @param suspendedHosts that are not called, since they did not answer
 */
public record GraphLoad(int running, int limit, int suspendedHosts) {}
