package io.millrace.kit.journal.postgres;

import static java.util.stream.Collectors.joining;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.function.Function;

/**
 * The table that holds a service's states in readable columns. It has a primary key {@code id uuid}, a {@code version
 * bigint}, and the columns named here; those are the service's own affair and may be renamed at any time together with
 * this declaration.
 *
 * @param aggregateType what the journal calls these aggregates, such as {@code customer}
 * @param read makes a state of a row that has the columns
 */
public record StateTable<S>(String name, String aggregateType, List<Column<S>> columns, Function<Row, S> read) {

    public StateTable {
        columns = List.copyOf(columns);
    }

    String selectByIds() {
        return "SELECT id, version, " + columns.stream().map(Column::name).collect(joining(", ")) + " FROM " + name
                + " WHERE id = ANY($1)";
    }
}
