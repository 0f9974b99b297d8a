package io.github.facebookbusiness.keycloak.graph;

import java.net.URI;

/** Where a provider calls Graph, in which version, and as which app. */
public record GraphConnection(URI graphUrl, ApiVersion version, App app) {

    URI edge(String path) {
        String base = graphUrl.toString();
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return URI.create(root + "/" + version + "/" + path);
    }
}
