package io.github.facebookbusiness.keycloak.testing;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What a {@link Browser} got in the end: a page, or a redirect that it was told not to follow. */
public final class Page {

    private final Browser browser;
    private final URI uri;
    private final HttpResponse<String> response;
    private final Document html;

    Page(Browser browser, URI uri, HttpResponse<String> response) {
        this.browser = browser;
        this.uri = uri;
        this.response = response;
        this.html = Jsoup.parse(response.body(), uri.toString());
    }

    public int status() {
        return response.statusCode();
    }

    public URI uri() {
        return uri;
    }

    public Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** The answer's body as it came. */
    public String body() {
        return response.body();
    }

    public Document html() {
        return html;
    }

    /** What a reader sees, without markup. */
    public String text() {
        return html.text();
    }

    /** Where this redirects to; empty for a page. */
    public Optional<URI> location() {
        boolean redirect = status() >= 300 && status() < 400;
        return redirect ? header("Location").map(uri::resolve) : Optional.empty();
    }

    /** Goes where this redirects to, also where the browser was told to stop. */
    public Page follow() {
        return browser.open(location().orElseThrow(() -> new AssertionError("Not a redirect: " + this)));
    }

    /** Whether something on the page matches. */
    public boolean has(String cssSelector) {
        return !html.select(cssSelector).isEmpty();
    }

    /** The first element that matches, or a failure that shows the page. */
    public Element first(String cssSelector) {
        return Optional.ofNullable(html.selectFirst(cssSelector))
                .orElseThrow(() -> new AssertionError("No " + cssSelector + " on " + this));
    }

    /** Follows a link. */
    public Page click(String cssSelector) {
        return browser.open(URI.create(first(cssSelector).absUrl("href")));
    }

    /** A form to be filled in by hand. */
    public PageForm form(String cssSelector) {
        return new PageForm(browser, this, cssSelector);
    }

    /** Fills in a form, over what it holds already, and sends it without pressing a certain button. */
    public Page submit(String cssSelectorOfForm, Map<String, String> fields) {
        return form(cssSelectorOfForm).fill(fields).submit();
    }

    /** Fills in a form and presses a button of it. */
    public Page submit(String cssSelectorOfForm, Map<String, String> fields, String cssSelectorOfButton) {
        return form(cssSelectorOfForm).fill(fields).press(cssSelectorOfButton);
    }

    /** For failure messages. */
    @Override
    public String toString() {
        return "HTTP " + status() + " " + uri
                + location().map(to -> " -> " + to).orElse("") + "\n" + text();
    }
}
