package io.millrace.query.projection;

/** The stored documents were made by another version of the projection than the one that is running. */
final class VersionMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VersionMismatchException(Projection projection, int stored) {
        super("the documents of " + projection.name() + " were made by its version " + stored + ", this is version "
                + projection.version() + "; they need to be rebuilt");
    }
}
