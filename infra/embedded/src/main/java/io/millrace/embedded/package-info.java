/** PostgreSQL, an AMQP broker and a MongoDB protocol server for laptops and tests: no installation, one JVM. */
@NullMarked
package io.millrace.embedded;

import org.jspecify.annotations.NullMarked;
