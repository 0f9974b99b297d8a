/** Starts a Keycloak distribution, for the demo and for every test that needs a real server. */
package io.github.facebookbusiness.sandbox.demo;
