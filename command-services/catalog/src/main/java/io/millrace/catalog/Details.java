package io.millrace.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What a product is, and what a revision replaces.
 *
 * @param description null for none, which is not the same as an empty one
 */
record Details(String title, @Nullable String description, String category, Attributes attributes) {

    static final Details NONE = new Details("", null, "", Attributes.NONE);
}
