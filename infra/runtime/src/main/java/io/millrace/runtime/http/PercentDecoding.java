package io.millrace.runtime.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict decoding of paths and queries. */
final class PercentDecoding {

    private PercentDecoding() {}

    /** Throws {@link MalformedText} that says what is wrong. */
    static String decode(String raw, boolean plusIsBlank) {
        boolean plain = true;
        for (int i = 0; i < raw.length() && plain; i++) {
            char c = raw.charAt(i);
            plain = c != '%' && c > 0x20 && c < 0x7f && (c != '+' || !plusIsBlank);
        }
        return plain ? raw : decodeBytes(raw, plusIsBlank);
    }

    private static String decodeBytes(String raw, boolean plusIsBlank) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(octet(raw, i));
                i += 2;
            } else if (c <= 0x20 || c >= 0x7f) {
                throw new MalformedText("must be percent-encoded where it is not plain ASCII");
            } else {
                bytes.write(c == '+' && plusIsBlank ? ' ' : c);
            }
        }
        return strictUtf8(bytes.toByteArray());
    }

    private static int octet(String raw, int at) {
        int high = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 1), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(raw.charAt(at + 2), 16);
        if (low < 0) {
            throw new MalformedText("has a % that is not followed by two hexadecimal digits");
        }
        return high * 16 + low;
    }

    private static String strictUtf8(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new MalformedText("must not contain the character NUL");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new MalformedText("must be UTF-8 before it is percent-encoded");
        }
    }
}
