package io.millrace.query.products;

import io.millrace.query.projection.Interleavings;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

class ProductsInterleavingTest {

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void comesOutTheSameWhateverHappensOnTheWay(@ForAll long seed) {
        Interleavings.comeOutTheSame(Products.PROJECTION, seed);
    }
}
