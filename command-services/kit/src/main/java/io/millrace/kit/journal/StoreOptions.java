package io.millrace.kit.journal;

/**
 * How to reach a service's own database.
 *
 * @param uri where it is, with the user and password that own it; its scheme is the store's
 * @param partitions how many partitions the journal gets when it is created; without effect afterwards
 */
public record StoreOptions(String uri, int partitions) {

    public static StoreOptions of(String uri) {
        return new StoreOptions(uri, 4);
    }

    public StoreOptions withPartitions(int count) {
        return new StoreOptions(uri, count);
    }
}
