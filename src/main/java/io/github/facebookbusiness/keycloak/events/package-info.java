/** How a change that no admin asked for is told. */
package io.github.facebookbusiness.keycloak.events;
