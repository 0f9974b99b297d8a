package io.github.facebookbusiness.sandbox.demo;

/** Another program listens where a server was about to; the message is one line that names the port. */
public final class PortTaken extends RuntimeException {

    PortTaken(int port) {
        super("Port " + port + " on localhost is already in use. Stop the program that uses it, then try again.");
    }
}
