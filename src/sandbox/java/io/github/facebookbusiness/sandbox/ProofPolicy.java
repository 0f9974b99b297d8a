package io.github.facebookbusiness.sandbox;

/** The app's switch "Require App Secret" (App Settings, Advanced, Security). */
public enum ProofPolicy {
    /** A call without {@code appsecret_proof} is refused. */
    REQUIRED,
    /** A call may come without one; a wrong one is refused all the same. */
    OPTIONAL
}
