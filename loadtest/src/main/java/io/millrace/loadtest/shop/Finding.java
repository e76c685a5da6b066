package io.millrace.loadtest.shop;

/**
 * Something that was looked at after the load.
 *
 * @param right whether it was as it must be
 * @param detail what was seen
 */
public record Finding(String what, boolean right, String detail) {}
