package io.github.facebookbusiness.sandbox.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of this machine, seen from a browser's {@code http://localhost}. They are checked before anything is started,
 * because a server that finds its port taken says so late, at length, and leaves its neighbours running.
 */
public final class LoopbackPort {

    private static final byte[] IPV4 = {127, 0, 0, 1};
    private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    private static final int CONNECT_MILLIS = 500;

    private LoopbackPort() {}

    /**
     * @throws PortTaken if a program listens on one of them
     */
    public static void requireFree(int... ports) {
        for (int port : ports) {
            if (answers(port) || !canListen(port)) {
                throw new PortTaken(port);
            }
        }
    }

    /** Different ports that are free now; all are held until all are found. */
    public static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(listen(0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            held.forEach(LoopbackPort::close);
        }
    }

    /** Somebody may listen on the IPv6 loopback only, where browsers look first; binding IPv4 would not notice. */
    private static boolean answers(int port) {
        for (byte[] address : List.of(IPV4, IPV6)) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByAddress(address), port), CONNECT_MILLIS);
                return true;
            } catch (IOException e) {
                // Nobody there: the next address.
            }
        }
        return false;
    }

    private static boolean canListen(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByAddress(IPV4));
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
