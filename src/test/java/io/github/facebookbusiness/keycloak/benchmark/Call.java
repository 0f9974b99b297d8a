package io.github.facebookbusiness.keycloak.benchmark;

import java.net.http.HttpRequest;
import java.util.List;

/**
 * One kind of call that is measured: requests that differ only in whom they are about, so that no answer is the one
 * that was just given.
 */
record Call(String name, List<HttpRequest> requests) {

    HttpRequest request(int turn) {
        return requests.get(turn % requests.size());
    }
}
