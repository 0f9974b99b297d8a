/**
 * What Meta calls by itself, and nobody logs in to: the webhook, the removal of the app, and the deletion of a person's
 * data. Only what is signed with the App secret has an effect.
 */
package io.github.facebookbusiness.keycloak.callbacks;
