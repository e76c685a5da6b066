package io.millrace.embedded.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Lets test methods and constructors take a {@code Vertx}, one for each test class. The class fails when any of its event
 * loops was busy with one task for more than 100 ms; the failure shows where.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(VertxExtension.class)
public @interface WithVertx {}
