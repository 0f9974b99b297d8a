package io.github.facebookbusiness.keycloak.testing;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A browser without scripts, for login flows: fast, and every request and redirect can be looked at. What needs scripts
 * or eyes is for {@link ChromiumBrowser}.
 */
public final class Browser {

    private static final String DESKTOP =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
    static final String MOBILE = "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36"
            + " (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";
    private static final int MOST_REDIRECTS = 30;

    private final Cookies cookies = new Cookies();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> stops = new ArrayList<>();
    private final List<URI> visited = new ArrayList<>();

    private Browser(String userAgent) {
        headers.put("User-Agent", userAgent);
        headers.put("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        headers.put("Accept-Language", "en");
    }

    public static Browser desktop() {
        return new Browser(DESKTOP);
    }

    public static Browser mobile() {
        return new Browser(MOBILE);
    }

    /** Sent with every request from now on, instead of what this browser sends by itself. */
    public Browser header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * From now on no redirect to an address that begins so is followed: the page that redirects is what one gets, with
     * its {@link Page#location()}, and {@link Page#follow()} goes on.
     */
    public Browser stopBefore(URI beginning) {
        stops.add(beginning.toString());
        return this;
    }

    /** The opposite of every {@link #stopBefore}. */
    public Browser stopNowhere() {
        stops.clear();
        return this;
    }

    /** Every address that was requested, redirects too, the last one last. */
    public List<URI> visited() {
        return List.copyOf(visited);
    }

    /** Names of the cookies that a host has set; ports do not matter. */
    public List<String> cookieNames(String host) {
        return cookies.names(host);
    }

    /** As after closing every window of a private session. */
    public Browser forgetCookies() {
        cookies.clear();
        return this;
    }

    public Page open(URI uri) {
        return travel(uri, "GET", Optional.empty());
    }

    /** Sends a form that no page has. */
    public Page post(URI uri, String form) {
        return travel(uri, "POST", Optional.of(form));
    }

    private Page travel(URI start, String firstMethod, Optional<String> firstForm) {
        URI uri = start;
        String method = firstMethod;
        Optional<String> form = firstForm;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            Page page = request(uri, method, form);
            Optional<URI> next = page.location().filter(this::mayFollow);
            if (next.isEmpty()) {
                return page;
            }
            uri = next.get();
            if (page.status() != 307 && page.status() != 308) {
                method = "GET";
                form = Optional.empty();
            }
        }
        throw new AssertionError("More than " + MOST_REDIRECTS + " redirects: " + visited);
    }

    private Page request(URI uri, String method, Optional<String> form) {
        BodyPublisher body = form.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(Http.LIMIT).method(method, body);
        headers.forEach(request::setHeader);
        form.ifPresent(any -> request.setHeader("Content-Type", FormEncoding.CONTENT_TYPE));
        cookies.header(uri).ifPresent(value -> request.setHeader("Cookie", value));
        visited.add(uri);
        HttpResponse<String> response = Http.send(request.build());
        cookies.store(uri, response.headers().allValues("Set-Cookie"));
        return new Page(this, uri, response);
    }

    private boolean mayFollow(URI uri) {
        return stops.stream().noneMatch(uri.toString()::startsWith);
    }
}
