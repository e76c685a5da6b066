/** The shop as its clients know it: commands and queries over HTTP, what was acknowledged, and whether it is all there. */
@NullMarked
package io.millrace.loadtest.shop;

import org.jspecify.annotations.NullMarked;
