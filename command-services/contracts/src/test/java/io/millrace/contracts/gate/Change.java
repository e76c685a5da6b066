package io.millrace.contracts.gate;

/**
 * One thing about a schema that those who know the released one cannot live with.
 *
 * @param field where, such as {@code lines[].unitPrice.amount}; empty for the event itself
 */
record Change(String field, String what) {

    @Override
    public String toString() {
        return (field.isEmpty() ? "the event" : field) + " " + what;
    }
}
