package io.github.facebookbusiness.sandbox;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The apps of one sandbox, and whose a token is. */
final class Apps {
    private final Map<String, SandboxApp> byId = new ConcurrentSkipListMap<>();

    void add(SandboxApp app) {
        if (byId.putIfAbsent(app.id(), app) != null) {
            throw new IllegalArgumentException("There is an app with this id: " + app.id());
        }
    }

    Optional<SandboxApp> app(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<SandboxApp> all() {
        return List.copyOf(byId.values());
    }

    /** The app that a token names or was issued to, whether or not the token is good for anything. */
    Optional<SandboxApp> owning(String token) {
        int bar = token.indexOf('|');
        if (bar >= 0) {
            return app(token.substring(0, bar));
        }
        return byId.values().stream()
                .filter(app -> app.ledger().token(token).isPresent())
                .findFirst();
    }

    /** The app that a call is about: by its client id, else by the token that it is made with. */
    Optional<SandboxApp> addressed(GraphRequest request) {
        return request.parameters().value("client_id").flatMap(this::app).or(() -> request.credentials()
                .token()
                .flatMap(this::owning));
    }
}
