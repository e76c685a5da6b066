package io.millrace.inventory;

import io.millrace.kit.journal.postgres.Column;
import io.millrace.kit.journal.postgres.StateTable;
import java.util.List;
import java.util.Map;

/** The stock table, this service's own affair. */
final class StockTable {

    static final StateTable<Stock> TABLE = new StateTable<>(
            "stock",
            "stock",
            List.of(Column.bigint("on_hand", Stock::onHand), Column.bigint("reserved", Stock::reserved)),
            row -> new Stock(row.getLong("on_hand"), row.getLong("reserved"), Map.of()));

    private StockTable() {}
}
