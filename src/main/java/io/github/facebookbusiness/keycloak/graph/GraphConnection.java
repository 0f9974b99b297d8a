package io.github.facebookbusiness.keycloak.graph;

import java.net.URI;

/**
 * Where a provider calls Graph, in which version, as which app, and within which rate budget.
 *
 * @param graphUrl without a slash at its end
 */
public record GraphConnection(URI graphUrl, ApiVersion version, App app, RateBudget budget) {

    URI edge(String path) {
        return URI.create(graphUrl + "/" + version + "/" + path);
    }
}
