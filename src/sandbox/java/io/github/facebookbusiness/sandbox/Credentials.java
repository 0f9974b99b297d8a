package io.github.facebookbusiness.sandbox;

import java.util.Optional;

/** The access token that a call is made with, and the proof that came with it. */
record Credentials(Optional<String> token, Optional<String> proof, Optional<String> proofTime) {

    /** From the header {@code Authorization}, which Meta takes with both schemes. */
    static Credentials ofHeader(Optional<String> authorization) {
        Optional<String> token = authorization
                .filter(value -> value.matches("(?i)(Bearer|OAuth) .+"))
                .map(value -> value.substring(value.indexOf(' ') + 1).strip());
        return new Credentials(token, Optional.empty(), Optional.empty());
    }

    /** A token among the parameters brings its own proof; a proof of another token would prove nothing. */
    Credentials overriddenBy(Parameters parameters) {
        Optional<String> ownToken = parameters.value("access_token");
        Optional<String> ownProof = parameters.value("appsecret_proof");
        Optional<String> ownTime = parameters.value("appsecret_time");
        if (ownToken.isPresent()) {
            return new Credentials(ownToken, ownProof, ownTime);
        }
        return ownProof.isPresent() ? new Credentials(token, ownProof, ownTime) : this;
    }
}
