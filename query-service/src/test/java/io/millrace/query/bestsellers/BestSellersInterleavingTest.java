package io.millrace.query.bestsellers;

import io.millrace.query.projection.Interleavings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class BestSellersInterleavingTest {

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void comesOutTheSameWhateverHappensOnTheWay(@ForAll long seed) {
        Interleavings.comeOutTheSame(BestSellers.PROJECTION, seed);
    }
}
