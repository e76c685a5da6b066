package io.millrace.runtime.http;

/** Text that cannot be read; the reason completes the sentence "the value ...". */
final class MalformedText extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String reason;

    MalformedText(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
