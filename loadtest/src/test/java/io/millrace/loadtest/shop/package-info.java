@NullMarked
package io.millrace.loadtest.shop;

import org.jspecify.annotations.NullMarked;
