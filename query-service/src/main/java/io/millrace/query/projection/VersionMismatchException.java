package io.millrace.query.projection;

/** The stored documents were made by another version of the projection than their generation says. */
final class VersionMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VersionMismatchException(Generation generation, int stored) {
        super("the documents of " + generation.key() + " were made by version " + stored
                + " of the projection, this is version " + generation.version() + "; they need to be rebuilt");
    }
}
