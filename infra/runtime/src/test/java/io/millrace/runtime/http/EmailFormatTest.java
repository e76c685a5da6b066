package io.millrace.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailFormatTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@example.org",
                "a@b.test",
                "load-17@millrace.example",
                "ada+mill@sub.domain.photography",
                "o'neil@example-host.org",
                "ADA.UPPER@EXAMPLE.ORG",
                "josé@exämple.de",
                "a!#$%&*/=?^_`{|}~b@example.org",
                "x@xn--exmple-cua.de",
                "x@9to5.example"
            })
    void takesWhatCanBeAnAddress(String text) {
        assertThat(EmailFormat.accepts(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@",
                "@example.org",
                "ada@",
                "ada@localhost",
                "ada@@example.org",
                "ada@example..org",
                "ada@.example.org",
                "ada@example.org.",
                "ada@-example.org",
                "ada@example-.org",
                "ada@127.0.0.1",
                "ada@exam_ple.org",
                "ada @example.org",
                "ada@exam ple.org",
                "ada@example.org ",
                "\u00a0ada@example.org",
                "ada\n@example.org",
                ".ada@example.org",
                "ada.@example.org",
                "a..da@example.org",
                "<ada@example.org>",
                "ada@example.org,bob@example.org",
                "ada;bob@example.org",
                "a1234567890123456789012345678901234567890123456789012345678901234@example.org"
            })
    void refusesWhatCannot(String text) {
        assertThat(EmailFormat.accepts(text)).isFalse();
    }
}
