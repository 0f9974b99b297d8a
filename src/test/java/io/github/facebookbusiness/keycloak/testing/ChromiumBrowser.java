package io.github.facebookbusiness.keycloak.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A real browser without a window and with a profile of its own, for pages that need scripts and for pictures of pages.
 * Tests that use it stand under {@link RequiresChromium}. It is long because it holds all that this project knows about
 * Selenium, so that tests need not.
 */
public final class ChromiumBrowser implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Says at every start that this Chromium is newer than Selenium knows; nothing here depends on that. */
    private static final Logger VERSION_WARNING = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    private final ChromeDriver driver;
    private final TemporaryFolder profile;

    private ChromiumBrowser(ChromeDriver driver, TemporaryFolder profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /** What the person who looks at the pages has: everything is the default until it is said. */
    public static Viewer viewer() {
        return new Viewer(Device.DESKTOP, Colours.LIGHT, "en");
    }

    private enum Device {
        DESKTOP,
        MOBILE
    }

    private enum Colours {
        LIGHT,
        DARK
    }

    /** A device, a colour scheme and a language. */
    public static final class Viewer {

        private final Device device;
        private final Colours colours;
        private final String language;

        private Viewer(Device device, Colours colours, String language) {
            this.device = device;
            this.colours = colours;
            this.language = language;
        }

        public Viewer mobile() {
            return new Viewer(Device.MOBILE, colours, language);
        }

        public Viewer darkColours() {
            return new Viewer(device, Colours.DARK, language);
        }

        /** As in {@code Accept-Language}. */
        public Viewer language(String tag) {
            return new Viewer(device, colours, tag);
        }

        public ChromiumBrowser open() {
            VERSION_WARNING.setLevel(Level.OFF);
            Chromium chromium = Chromium.installed().orElseThrow();
            TemporaryFolder profile = TemporaryFolder.named("chromium");
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(chromium.driver().toFile())
                    .usingAnyFreePort()
                    .build();
            ChromeDriver driver = new ChromeDriver(service, options(chromium, profile));
            return new ChromiumBrowser(driver, profile);
        }

        private ChromeOptions options(Chromium chromium, TemporaryFolder profile) {
            ChromeOptions options = new ChromeOptions();
            options.setBinary(chromium.browser().toFile());
            options.addArguments(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--window-size=1280,900",
                    "--user-data-dir=" + profile.path(),
                    "--accept-lang=" + language,
                    "--lang=" + language);
            if (colours == Colours.DARK) {
                options.addArguments("--force-dark-mode");
            }
            if (device == Device.MOBILE) {
                options.setExperimentalOption(
                        "mobileEmulation",
                        Map.of(
                                "deviceMetrics",
                                Map.of("width", 412, "height", 915, "pixelRatio", 1.0, "touch", true),
                                "userAgent",
                                Browser.MOBILE));
            }
            return options;
        }
    }

    public ChromiumBrowser goTo(URI uri) {
        driver.get(uri.toString());
        return this;
    }

    public URI uri() {
        return URI.create(driver.getCurrentUrl());
    }

    public String title() {
        return driver.getTitle();
    }

    /** What a reader sees. */
    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Waits until something that matches is there to be seen. */
    public WebElement await(String cssSelector) {
        return waiting().until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector(cssSelector)));
    }

    /** Waits until a reader sees it. */
    public ChromiumBrowser awaitText(String text) {
        waiting().until(ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), text));
        return this;
    }

    /** Waits until the address begins so. */
    public URI awaitUri(URI beginning) {
        waiting().until(browser -> browser.getCurrentUrl().startsWith(beginning.toString()));
        return uri();
    }

    /** Waits for it, then clicks it. */
    public ChromiumBrowser click(String cssSelector) {
        waiting()
                .until(ExpectedConditions.elementToBeClickable(By.cssSelector(cssSelector)))
                .click();
        return this;
    }

    public ChromiumBrowser type(String cssSelector, String text) {
        await(cssSelector).sendKeys(text);
        return this;
    }

    /** The window that was opened last, for instance by the JavaScript SDK. */
    public ChromiumBrowser switchToNewestWindow() {
        List<String> windows = List.copyOf(driver.getWindowHandles());
        driver.switchTo().window(windows.get(windows.size() - 1));
        return this;
    }

    public int windows() {
        return driver.getWindowHandles().size();
    }

    /** Selenium's own, for the rest. */
    public ChromeDriver driver() {
        return driver;
    }

    /** As tall as asked, for a page that is longer than the window. */
    public ChromiumBrowser size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        return this;
    }

    /** A picture of what is to be seen now, {@code target/screenshots/NAME.png}. */
    public Path screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            return Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WebDriverWait waiting() {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(100));
    }

    @Override
    public void close() {
        driver.quit();
        profile.close();
    }
}
