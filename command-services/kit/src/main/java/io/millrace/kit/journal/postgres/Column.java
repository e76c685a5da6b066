package io.millrace.kit.journal.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A column of a state table: its name, its type, and its value in a state. */
public final class Column<S> {

    private final String name;
    private final String arrayType;
    private final String cast;
    private final IntFunction<Object[]> array;
    private final Function<S, @Nullable Object> value;

    private Column(
            String name,
            String arrayType,
            String cast,
            IntFunction<Object[]> array,
            Function<S, @Nullable Object> value) {
        this.name = name;
        this.arrayType = arrayType;
        this.cast = cast;
        this.array = array;
        this.value = value;
    }

    public static <S> Column<S> text(String name, Function<S, @Nullable String> value) {
        return new Column<>(name, "text[]", "", String[]::new, value::apply);
    }

    public static <S> Column<S> uuid(String name, Function<S, @Nullable String> value) {
        return new Column<>(name, "uuid[]", "", UUID[]::new, state -> {
            String id = value.apply(state);
            return id == null ? null : UUID.fromString(id);
        });
    }

    public static <S> Column<S> bigint(String name, Function<S, @Nullable Long> value) {
        return new Column<>(name, "bigint[]", "", Long[]::new, value::apply);
    }

    public static <S> Column<S> timestamp(String name, Function<S, @Nullable Instant> value) {
        return new Column<>(name, "timestamptz[]", "", OffsetDateTime[]::new, state -> {
            Instant time = value.apply(state);
            return time == null ? null : time.atOffset(ZoneOffset.UTC);
        });
    }

    /** A {@code jsonb} column, given as JSON text. */
    public static <S> Column<S> json(String name, Function<S, @Nullable String> value) {
        return new Column<>(name, "text[]", "::jsonb", String[]::new, value::apply);
    }

    String name() {
        return name;
    }

    /** The type of the parameter that carries this column's values for a whole batch. */
    String arrayType() {
        return arrayType;
    }

    /** What turns an element of that parameter into the column's type. */
    String cast() {
        return cast;
    }

    Object[] newArray(int length) {
        return array.apply(length);
    }

    @Nullable
    Object valueIn(S state) {
        return value.apply(state);
    }
}
