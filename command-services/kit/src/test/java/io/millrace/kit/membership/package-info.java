/** A small service for the kit's own tests: members with a name and an e-mail address that is theirs alone. */
@NullMarked
package io.millrace.kit.membership;

import org.jspecify.annotations.NullMarked;
