package io.github.facebookbusiness.sandbox;

/** A request that the dialog accepted and somebody now looks at. */
record DialogRequest(String id, SandboxConfiguration configuration, WayBack wayBack) {}
