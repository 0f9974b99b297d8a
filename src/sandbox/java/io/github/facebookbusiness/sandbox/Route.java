package io.github.facebookbusiness.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Which calls an endpoint answers. A part of the path may be {@code *}. */
record Route(Set<String> methods, List<String> path, Endpoint endpoint) {
    static Route of(String methods, String path, Endpoint endpoint) {
        List<String> parts =
                Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
        return new Route(Set.of(methods.split(" ")), parts, endpoint);
    }

    boolean matches(GraphRequest request) {
        List<String> asked = request.path();
        if (!methods.contains(request.method()) || asked.size() != path.size()) {
            return false;
        }
        for (int at = 0; at < path.size(); at++) {
            if (!path.get(at).equals("*") && !path.get(at).equals(asked.get(at))) {
                return false;
            }
        }
        return true;
    }
}
