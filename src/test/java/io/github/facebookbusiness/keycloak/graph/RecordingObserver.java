package io.github.facebookbusiness.keycloak.graph;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it is told, a line for each. */
final class RecordingObserver implements GraphObserver {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    List<String> lines() {
        return lines;
    }

    @Override
    public Call begin(GraphOperation operation) {
        return outcome -> lines.add(
                operation.label() + " " + outcome.label() + " " + outcome.httpStatus() + " " + outcome.graphCode());
    }

    @Override
    public void used(RateSubject.Kind kind, double percent) {
        lines.add("used " + kind + " " + percent);
    }

    @Override
    public void paused(Duration duration) {
        lines.add("paused " + duration.toSeconds());
    }

    @Override
    public void suspended(String host, Duration pause) {
        lines.add("suspended " + host.replaceAll(":\\d+", ""));
    }

    @Override
    public void resumed(String host) {
        lines.add("resumed " + host.replaceAll(":\\d+", ""));
    }
}
