/** What the answers of all read models have in common: waiting for one's own writes, paging, entity tags, lag. */
@NullMarked
package io.millrace.query.http;

import org.jspecify.annotations.NullMarked;
