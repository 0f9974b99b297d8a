package io.github.facebookbusiness.keycloak.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes that a fuzz test is given, as lines and a rest: so that the inputs that are kept can be read and written by
 * people.
 */
public final class FuzzInput {

    private final byte[] bytes;
    private int read;

    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The next line without its end; empty where there is none. What is no UTF-8 becomes replacement characters. */
    public String line() {
        int start = read;
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        read = Math.min(end + 1, bytes.length);
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    public boolean hasMore() {
        return read < bytes.length;
    }

    /** All that comes after the lines that were read. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, read, bytes.length);
        read = bytes.length;
        return rest;
    }

    /** As {@link #rest}, as text. */
    public String text() {
        return new String(rest(), StandardCharsets.UTF_8);
    }
}
