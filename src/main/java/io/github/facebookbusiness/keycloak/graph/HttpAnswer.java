package io.github.facebookbusiness.keycloak.graph;

import java.util.Map;

/**
 * What came back of a request.
 *
 * @param headers the first of each name, whose case does not matter
 */
record HttpAnswer(int status, Map<String, String> headers, String body) {

    /** Empty where there is none of that name. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
