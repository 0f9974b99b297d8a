/** The identity provider: what the admin sees in the console, the dialog request, the callback, the identity. */
package io.github.facebookbusiness.keycloak.login;
