package io.github.facebookbusiness.keycloak.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.FormElement;

/** A form on a {@link Page}, with what it holds already and what is changed before it is sent. */
public final class PageForm {

    private static final String SUBMIT_BUTTONS = "input[type=submit], input[type=image], button";

    private final Browser browser;
    private final Page page;
    private final FormElement form;
    private final List<Map.Entry<String, String>> fields = new ArrayList<>();

    PageForm(Browser browser, Page page, String cssSelector) {
        this.browser = browser;
        this.page = page;
        if (!(page.first(cssSelector) instanceof FormElement element)) {
            throw new AssertionError(cssSelector + " is not a form on " + page);
        }
        this.form = element;
        List<String> buttons = form.select(SUBMIT_BUTTONS).stream()
                .map(button -> button.attr("name"))
                .toList();
        form.formData().stream()
                .filter(field -> !buttons.contains(field.key()))
                .forEach(field -> fields.add(Map.entry(field.key(), field.value())));
    }

    /** One value per name, instead of what the form holds under it. */
    public PageForm fill(Map<String, String> values) {
        values.forEach(this::fill);
        return this;
    }

    /** These values, instead of what the form holds under the name; none of them: an empty set of boxes. */
    public PageForm fill(String name, String... values) {
        fields.removeIf(field -> field.getKey().equals(name));
        for (String value : values) {
            fields.add(Map.entry(name, value));
        }
        return this;
    }

    /** Ticks one of the boxes of that name. */
    public PageForm tick(String name, String value) {
        untick(name, value);
        fields.add(Map.entry(name, value));
        return this;
    }

    public PageForm untick(String name, String value) {
        fields.remove(Map.entry(name, value));
        return this;
    }

    /** Sends it as the Enter key would where no button has a name. */
    public Page submit() {
        return send(form.absUrl("action"), form.attr("method"));
    }

    /** Presses a button of this form: with its name, and where it has one its own address. */
    public Page press(String cssSelector) {
        Element button = form.select(cssSelector).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("No button " + cssSelector + " on " + page));
        if (!button.attr("name").isEmpty()) {
            fields.add(Map.entry(button.attr("name"), button.attr("value")));
        }
        return send(
                button.hasAttr("formaction") ? button.absUrl("formaction") : form.absUrl("action"),
                button.hasAttr("formmethod") ? button.attr("formmethod") : form.attr("method"));
    }

    private Page send(String action, String method) {
        String target = action.isEmpty() ? page.uri().toString() : action;
        String encoded = FormEncoding.of(fields);
        return "post".equalsIgnoreCase(method)
                ? browser.post(URI.create(target), encoded)
                : browser.open(URI.create(target.split("\\?", 2)[0] + "?" + encoded));
    }
}
