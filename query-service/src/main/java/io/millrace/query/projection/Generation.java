package io.millrace.query.projection;

/**
 * One build of a read model: names its collections, its checkpoint and its queues.
 *
 * @param version of the projection that makes it
 */
record Generation(String projection, int number, int version) {

    static Generation first(Projection projection) {
        return new Generation(projection.name(), 1, projection.version());
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

    /** The name under which it listens to events, such as {@code query.order-history.g1}. */
    String subscriber() {
        return "query." + key();
    }
}
