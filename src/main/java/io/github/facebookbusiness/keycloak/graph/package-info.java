/** The Graph API as values and one client. Knows Meta and HTTP; knows no realm, no user and no Keycloak. */
package io.github.facebookbusiness.keycloak.graph;
