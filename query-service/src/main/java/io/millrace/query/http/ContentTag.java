package io.millrace.query.http;

import io.millrace.runtime.http.EntityTag;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** A strong entity tag made of the content itself: the same for every process, and through every rebuild. */
final class ContentTag {

    private static final int BYTES = 15;

    private ContentTag() {}

    static EntityTag of(Buffer body) {
        byte[] digest = sha256().digest(body.getBytes());
        return new EntityTag(Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, BYTES)), false);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
