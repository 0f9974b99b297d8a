package io.github.facebookbusiness.sandbox;

/** Text on its way into a page. */
public final class Html {
    private Html() {}

    public static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A whole page of the sandbox, with the title and what goes into its body. */
    static String page(String title, String body) {
        return page(title, "Graph sandbox – not Facebook", body);
    }

    /** A whole page of whoever the banner says, in the sandbox's style. */
    public static String page(String title, String banner, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <link rel="icon" href="data:,">
                <link rel="stylesheet" href="/sandbox/sandbox.css">
                </head>
                <body>
                <header>%s</header>
                <main>
                %s
                </main>
                </body>
                </html>
                """.formatted(text(title), text(banner), body);
    }
}
