package io.millrace.query.projection;

/** One build of a read model: names its collections and its checkpoint. */
record Generation(String projection, int number) {

    static Generation first(Projection projection) {
        return new Generation(projection.name(), 1);
    }

    /** Such as {@code order-history.g1}. */
    String key() {
        return projection + ".g" + number;
    }

    /** Such as {@code order-history.g1.orders}. */
    String collection(DocumentSet set) {
        return key() + "." + set.name();
    }

    /** Such as {@code order-history.g1.dead-letters}; no set can be called so. */
    String deadLetters() {
        return key() + ".dead-letters";
    }
}
