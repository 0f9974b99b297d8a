/**
 * What an admin and an operator set: the provider's keys, the rules for saving them, the server's options, and the app
 * secret behind a vault reference. Below {@code login}, {@code admin} and {@code tokens}, since all of them need it.
 */
package io.github.facebookbusiness.keycloak.config;
