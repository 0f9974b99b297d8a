/**
 * Which Keycloaks the one jar runs on: what is checked of each of them, and the table in the README that says so.
 * {@code .ci/matrix} runs it.
 */
package io.github.facebookbusiness.keycloak.compatibility;
