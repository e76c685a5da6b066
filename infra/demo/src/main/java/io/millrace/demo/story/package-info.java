/** The story that infra/docker tells of the system in containers, and what sets that system up. */
@NullMarked
package io.millrace.demo.story;

import org.jspecify.annotations.NullMarked;
