/** What integration tests need: real servers, embedded or in containers, and a Vert.x whose event loops must not block. */
@NullMarked
package io.millrace.embedded.junit;

import org.jspecify.annotations.NullMarked;
