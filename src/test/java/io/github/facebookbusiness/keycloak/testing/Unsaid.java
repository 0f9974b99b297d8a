package io.github.facebookbusiness.keycloak.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;

/** What must not be said in an exception, whoever logs it: neither by itself nor by what caused it. */
public final class Unsaid {

    private Unsaid() {}

    public static void assertUnsaid(Throwable thrown, String... secrets) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            for (String secret : secrets) {
                assertFalse(String.valueOf(cause).contains(secret), () -> "said by " + thrown.getClass());
            }
        }
    }
}
