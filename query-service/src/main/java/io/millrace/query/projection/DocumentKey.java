package io.millrace.query.projection;

/** Where a document of a projection is: the name of its set and its id there. */
public record DocumentKey(String set, String id) {

    @Override
    public String toString() {
        return set + "/" + id;
    }
}
