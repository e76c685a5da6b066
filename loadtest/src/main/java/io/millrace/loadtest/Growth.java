package io.millrace.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** The same measured where there are few events and where there are many, in turn. */
final class Growth {

    private Growth() {}

    /**
     * Prints the median of the ratios; the first pair, which is to warm up, does not count.
     *
     * @param few measures a rate where there are few events
     * @param many the same where there are many
     */
    static void compare(String what, int rounds, Callable<Double> few, Callable<Double> many) throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            System.out.println(what + ", growth: " + (round == 0 ? "warming up" : "round " + round + " of " + rounds));
            boolean fewFirst = round % 2 == 1;
            double first = (fewFirst ? few : many).call();
            double second = (fewFirst ? many : few).call();
            if (round > 0) {
                ratios.add(fewFirst ? second / first : first / second);
            }
        }
        ratios.sort(null);
        System.out.printf(
                Locale.ROOT, "%s, many against few %.2f times (at least 0.9)%n", what, ratios.get(ratios.size() / 2));
    }
}
