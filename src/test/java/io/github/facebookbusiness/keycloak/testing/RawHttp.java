package io.github.facebookbusiness.keycloak.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Sends what no HTTP client lets pass: targets, headers and lengths as they are given. One connection for each request. */
public final class RawHttp {

    private static final int LIMIT_MILLIS = 20_000;

    private final URI server;

    public RawHttp(URI server) {
        this.server = server;
    }

    /**
     * What came back, byte for byte as ISO-8859-1.
     *
     * @param status 0 where the server closed the connection without an answer
     */
    public record RawAnswer(int status, List<String> headers, String body) {

        public Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        public List<String> headers(String name) {
            String beginning = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(beginning))
                    .map(line -> line.substring(beginning.length()).strip())
                    .toList();
        }
    }

    /**
     * @param target of the request line, sent as ISO-8859-1; so are the headers
     * @param headers whole lines, beside Host, Connection and Content-Length
     */
    public RawAnswer send(String method, String target, List<String> headers, byte[] body) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append("\r\n");
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(LIMIT_MILLIS);
            write(socket.getOutputStream(), head.toString().getBytes(StandardCharsets.ISO_8859_1), body);
            return parse(readAll(socket.getInputStream()));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("No answer within " + LIMIT_MILLIS + " ms: " + method + " " + target, e);
        } catch (IOException e) {
            return new RawAnswer(0, List.of(), "");
        }
    }

    /** A server that has refused does not have to listen to the rest. */
    private static void write(OutputStream out, byte[] head, byte[] body) throws IOException {
        out.write(head);
        out.flush();
        try {
            out.write(body);
            out.flush();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // Its answer is what counts, where one is there.
        }
    }

    private static String readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all.write(buffer, 0, read);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset after the answer: not all of the request was wanted.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static RawAnswer parse(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return new RawAnswer(0, List.of(), "");
        }
        List<String> lines = List.of(answer.substring(0, end).split("\r\n"));
        int status = Integer.parseInt(lines.get(0).split(" ")[1]);
        return new RawAnswer(status, lines.subList(1, lines.size()), answer.substring(end + 4));
    }
}
