package io.github.facebookbusiness.keycloak.admin;

import org.keycloak.services.ErrorResponseException;

/** Keycloak's {@code first} and {@code max}, with an upper limit: no request reads the whole table. */
record PageOf(int first, int max) {

    private static final int DEFAULT = 100;
    private static final int LARGEST = 1000;

    static PageOf read(String first, String max) {
        return new PageOf(number("first", first, 0, 0, Integer.MAX_VALUE), number("max", max, DEFAULT, 1, LARGEST));
    }

    private static int number(String name, String value, int otherwise, int least, int most) {
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
            throw outside(name, least, most);
        } catch (NumberFormatException e) {
            throw outside(name, least, most);
        }
    }

    private static ErrorResponseException outside(String name, int least, int most) {
        return Problem.parameter(name, "must be a number from " + least + " to " + most + ".");
    }
}
