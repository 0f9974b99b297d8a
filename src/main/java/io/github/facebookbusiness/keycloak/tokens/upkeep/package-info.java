/**
 * What is done for stored tokens without anybody asking: each is checked and renewed in time, on one node of a cluster
 * at a time.
 */
package io.github.facebookbusiness.keycloak.tokens.upkeep;
