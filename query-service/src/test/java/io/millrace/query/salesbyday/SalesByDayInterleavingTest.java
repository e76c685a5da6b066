package io.millrace.query.salesbyday;

import io.millrace.query.projection.Interleavings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class SalesByDayInterleavingTest {

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void comesOutTheSameWhateverHappensOnTheWay(@ForAll long seed) {
        Interleavings.comeOutTheSame(SalesByDay.PROJECTION, seed);
    }
}
