package io.github.facebookbusiness.sandbox.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The folder of Keycloak's file vault, for the realm of the demo; it goes at the latest with this JVM. */
final class DemoVault implements AutoCloseable {

    private final Path folder;
    private final Thread atShutdown = new Thread(this::delete, "delete the vault");

    private DemoVault(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    static DemoVault create() {
        try {
            return new DemoVault(Files.createTempDirectory("keycloak-demo-vault"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param key as a reference <code>${vault.key}</code> names it; Keycloak would look for underscores doubled */
    DemoVault with(String key, String secret) {
        if (key.contains("_")) {
            throw new IllegalArgumentException("A key without underscores, please: " + key);
        }
        try {
            Files.writeString(folder.resolve("demo_" + key), secret);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            // The JVM is shutting down already, and the hook finds nothing left to delete.
        }
    }

    private synchronized void delete() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
