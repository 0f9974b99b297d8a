package io.github.facebookbusiness.sandbox;

import java.net.URI;

/**
 * What Meta sent to the app's server by itself, and what became of it.
 *
 * @param occasion a webhook's field, {@code deauthorize} or {@code data_deletion}
 * @param status 0 when there was no answer
 * @param answer the answer's text; for a data deletion it has the address of the status page
 */
public record SentCallback(String occasion, URI callback, int status, String answer) {}
