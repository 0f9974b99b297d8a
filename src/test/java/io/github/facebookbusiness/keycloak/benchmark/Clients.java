package io.github.facebookbusiness.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** A fixed number of callers, each of which asks again as soon as it is answered, on connections that stay open. */
final class Clients implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final int count;
    private final ExecutorService threads;

    Clients(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count);
    }

    static HttpRequest.Builder requestTo(String address, String accessToken) {
        return HttpRequest.newBuilder(java.net.URI.create(address))
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + accessToken);
    }

    int count() {
        return count;
    }

    /** What each of the callers does again and again; the number tells one time from all others of the same turn. */
    interface Deed {
        void perform(int turn);
    }

    Sample send(Call call, Duration time) {
        return repeat(turn -> body(call.request(turn)), time);
    }

    Sample repeat(Deed deed, Duration time) {
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        List<Future<List<Long>>> running = new ArrayList<>();
        for (int client = 0; client < count; client++) {
            int first = client;
            running.add(threads.submit(() -> repeat(deed, first, end)));
        }
        long[] nanos = running.stream()
                .flatMap(client -> result(client).stream())
                .flatMapToLong(LongStream::of)
                .toArray();
        return new Sample(nanos, (System.nanoTime() - begin) / 1e9);
    }

    String body(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        request.method() + " " + request.uri() + " was answered " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<Long> repeat(Deed deed, int first, long end) {
        List<Long> nanos = new ArrayList<>();
        for (int turn = first; System.nanoTime() < end; turn += count) {
            long begin = System.nanoTime();
            deed.perform(turn);
            nanos.add(System.nanoTime() - begin);
        }
        return nanos;
    }

    private static List<Long> result(Future<List<Long>> client) {
        try {
            return client.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A call that is measured failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
