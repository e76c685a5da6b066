/** A story played against a running system through HTTP only, and every read model compared with what was sent. */
@NullMarked
package io.millrace.demo.smoke;

import org.jspecify.annotations.NullMarked;
