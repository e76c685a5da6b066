/** What the embedded MongoDB protocol server stores its documents in, and how it finds them again. */
@NullMarked
package io.millrace.embedded.mongo;

import org.jspecify.annotations.NullMarked;
