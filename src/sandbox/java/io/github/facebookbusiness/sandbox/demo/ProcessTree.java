package io.github.facebookbusiness.sandbox.demo;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A process with all that it started. {@code kc.sh} is now a shell with the server below it and now the server itself,
 * so ending only the one or only the other would leave a server behind.
 */
record ProcessTree(ProcessHandle root) {

    /** Asks first, and gives time for an orderly end: coverage, for one, is written at shutdown. */
    void end(Duration patience) {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroy);
        if (!ended(all, patience)) {
            all.forEach(ProcessHandle::destroyForcibly);
            ended(all, patience);
        }
    }

    /** Asks nobody; returns when all are gone. */
    void kill(Duration patience) {
        List<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        if (!ended(all, patience)) {
            throw new IllegalStateException("Killed, and still there after " + patience + ": " + all);
        }
    }

    private List<ProcessHandle> all() {
        return Stream.concat(root.descendants(), Stream.of(root)).toList();
    }

    private static boolean ended(List<ProcessHandle> processes, Duration patience) {
        CompletableFuture<?>[] exits =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(exits).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
