package io.github.facebookbusiness.keycloak.graph;

import java.net.URI;

/**
 * Where a provider calls Graph, in which version, and as which app.
 *
 * @param graphUrl without a slash at its end
 */
public record GraphConnection(URI graphUrl, ApiVersion version, App app) {

    URI edge(String path) {
        return URI.create(graphUrl + "/" + version + "/" + path);
    }
}
