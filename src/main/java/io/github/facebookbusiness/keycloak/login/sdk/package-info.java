/** The page that runs Meta's JavaScript SDK: what is on it, and what it may load. Knows nothing of logins. */
package io.github.facebookbusiness.keycloak.login.sdk;
