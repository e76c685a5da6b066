package io.millrace.kit.journal;

import org.jspecify.annotations.Nullable;

/** A rule of the store forbids some command of the batch, such as a unique e-mail. Nothing was written. */
public final class ConstraintViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String constraint;

    public ConstraintViolation(String constraint) {
        this(constraint, null);
    }

    public ConstraintViolation(String constraint, @Nullable Throwable cause) {
        super("violates " + constraint, cause);
        this.constraint = constraint;
    }

    /** Name of the rule as the store's schema has it. */
    public String constraint() {
        return constraint;
    }
}
