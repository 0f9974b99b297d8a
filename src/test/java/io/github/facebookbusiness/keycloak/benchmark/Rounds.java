package io.github.facebookbusiness.keycloak.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All rounds of one call. Medians, because a round that another program disturbed says nothing. */
final class Rounds {

    private final List<Sample> samples = new ArrayList<>();

    void add(Sample sample) {
        samples.add(sample);
    }

    double perSecond() {
        return median(Sample::perSecond);
    }

    /** In milliseconds. */
    double percentile(int percent) {
        return median(sample -> sample.percentile(percent));
    }

    /** In milliseconds, of all rounds together: one round alone may be too short to have a slowest hundredth. */
    double pooledPercentile(int percent) {
        long[] nanos = samples.stream()
                .flatMapToLong(sample -> Arrays.stream(sample.nanos()))
                .toArray();
        double seconds = samples.stream().mapToDouble(Sample::seconds).sum();
        return new Sample(nanos, seconds).percentile(percent);
    }

    /** The median of what each round was in comparison with the round of the other that ran beside it. */
    double ratioTo(Rounds other, ToDoubleFunction<Sample> figure) {
        return middle(ratios(figures(figure), other.figures(figure)));
    }

    private List<Double> figures(ToDoubleFunction<Sample> figure) {
        return samples.stream().map(figure::applyAsDouble).toList();
    }

    /** Of each round to the same round of the other. */
    static List<Double> ratios(List<Double> figures, List<Double> others) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < figures.size(); round++) {
            ratios.add(figures.get(round) / others.get(round));
        }
        return ratios;
    }

    private double median(ToDoubleFunction<Sample> figure) {
        return middle(figures(figure));
    }

    static double middle(List<Double> figures) {
        List<Double> ascending = figures.stream().sorted().toList();
        int upper = ascending.size() / 2;
        return ascending.size() % 2 == 1 ? ascending.get(upper) : (ascending.get(upper - 1) + ascending.get(upper)) / 2;
    }
}
