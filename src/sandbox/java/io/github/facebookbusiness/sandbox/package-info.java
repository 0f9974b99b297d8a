/**
 * A small server that plays Meta's Facebook Login for Business: the login dialog and the Graph API.
 *
 * <p>It exists so that tests and the demo need no account at Meta. What it enforces comes from Meta's documents and,
 * where these are silent, from what others observed; it imports nothing from the extension, because a misreading of
 * Meta that both shared would be proven by no test.
 */
package io.github.facebookbusiness.sandbox;
