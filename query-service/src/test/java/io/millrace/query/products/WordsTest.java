package io.millrace.query.products;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Wooden Table        | wooden table",
                "CRÈME brûlée        | creme brulee",
                "Cre\u0301me         | creme",
                "Straße, STRASSE     | strasse strasse",
                "ΟΔΥΣΣΕΥΣ Οδυσσεύς   | οδυσσευσ οδυσσευσ",
                "ᾼδης ᾳδης           | αδησ αδησ",
                "İstanbul ıspanak    | istanbul ispanak",
                "ﬁne ①½ ＡＢＣ        | fine 11 2 abc",
                "l'été 0,5-l (neu)!  | l ete 0 5 l neu",
                "C++ & .NET          | c net",
                "a😀b 😀             | a b",
                "木のテーブル            | 木のテーフル",
                "𝔊𠀀                 | g𠀀",
            })
    void areLettersAndDigitsWithoutAccentsAndCase(String text, String words) {
        assertThat(String.join(" ", Words.in(text))).isEqualTo(words);
    }

    @Test
    void areNoneWhereThereAreNoLettersAndDigits() {
        assertThat(Words.in("")).isEmpty();
        assertThat(Words.in(" !$%&{}.*^ \u0000 \u0301")).isEmpty();
    }

    @Test
    void areCutBetweenCharacters() {
        assertThat(Words.in("a".repeat(63) + "𠀀b c")).containsExactly("a".repeat(63), "c");
        assertThat(Words.in("a".repeat(64) + "b")).containsExactly("a".repeat(64));
        assertThat(Words.sortKey("ab ".repeat(100)).length()).isEqualTo(200);
    }

    @Test
    void sortTextsAsBuyersReadThem() {
        assertThat(Words.sortKey("  Éclair-Form («groß»)")).isEqualTo("eclair form gross");
    }
}
