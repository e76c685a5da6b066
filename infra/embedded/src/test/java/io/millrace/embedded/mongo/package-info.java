@NullMarked
package io.millrace.embedded.mongo;

import org.jspecify.annotations.NullMarked;
