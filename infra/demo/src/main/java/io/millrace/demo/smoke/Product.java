package io.millrace.demo.smoke;

import io.millrace.contracts.Money;

/** A product that the system sells. */
public record Product(String id, String title, Money price) {}
