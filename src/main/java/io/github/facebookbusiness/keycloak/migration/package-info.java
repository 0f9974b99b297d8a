/** Moving people over from another Facebook provider of the same app, and back: their links, and what Meta takes away. */
package io.github.facebookbusiness.keycloak.migration;
