/** People who move over from another Facebook provider of the same app, and back: their links, and what they lose. */
package io.github.facebookbusiness.keycloak.migration;
