package io.millrace.query.orderhistory;

import io.millrace.query.projection.Interleavings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class OrderHistoryInterleavingTest {

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void comesOutTheSameWhateverHappensOnTheWay(@ForAll long seed) {
        Interleavings.comeOutTheSame(OrderHistory.PROJECTION, seed);
    }
}
