/** The AsyncAPI document, generated from the contracts. */
@NullMarked
package io.millrace.contracts.asyncapi;

import org.jspecify.annotations.NullMarked;
