package io.millrace.inventory;

import io.millrace.inventory.StockCommand.OfReservation;
import io.millrace.kit.journal.StateChange;
import io.millrace.kit.journal.postgres.Complement;
import io.millrace.kit.journal.postgres.SideTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What each open order holds of each product: one row a reservation, so that a hot product's stock stays small. */
final class ReservationTable {

    private ReservationTable() {}

    static List<SideTable<Stock>> sideTables() {
        return List.of(new Opened(), new Ended());
    }

    private record Held(String productId, String orderId, long quantity) {}

    private static List<Held> touched(List<StateChange<Stock>> changes) {
        List<Held> touched = new ArrayList<>();
        for (StateChange<Stock> change : changes) {
            change.after()
                    .state()
                    .touched()
                    .forEach((order, quantity) -> touched.add(new Held(change.aggregateId(), order, quantity)));
        }
        return touched;
    }

    private static UUID[] products(List<Held> held) {
        return held.stream().map(row -> UUID.fromString(row.productId())).toArray(UUID[]::new);
    }

    private static UUID[] orders(List<Held> held) {
        return held.stream().map(row -> UUID.fromString(row.orderId())).toArray(UUID[]::new);
    }

    private static final class Opened implements SideTable<Stock> {
        @Override
        public String statement() {
            return "INSERT INTO reservation (product_id, order_id, quantity) SELECT * FROM unnest(:1::uuid[],"
                    + " :2::uuid[], :3::bigint[])";
        }

        @Override
        public int parameters() {
            return 3;
        }

        @Override
        public void bind(List<StateChange<Stock>> changes, Tuple parameters) {
            List<Held> opened =
                    touched(changes).stream().filter(row -> row.quantity() > 0).toList();
            parameters
                    .addArrayOfUUID(products(opened))
                    .addArrayOfUUID(orders(opened))
                    .addArrayOfLong(opened.stream().map(Held::quantity).toArray(Long[]::new));
        }
    }

    private static final class Ended implements SideTable<Stock> {
        @Override
        public String statement() {
            return "DELETE FROM reservation AS r USING unnest(:1::uuid[], :2::uuid[]) AS e (product_id, order_id)"
                    + " WHERE r.product_id = e.product_id AND r.order_id = e.order_id";
        }

        @Override
        public int parameters() {
            return 2;
        }

        @Override
        public void bind(List<StateChange<Stock>> changes, Tuple parameters) {
            List<Held> ended =
                    touched(changes).stream().filter(row -> row.quantity() == 0).toList();
            parameters.addArrayOfUUID(products(ended)).addArrayOfUUID(orders(ended));
        }
    }

    /** Reads what the orders of a batch hold. */
    static final class Lookup implements Complement<StockCommand> {

        @Override
        public boolean concerns(StockCommand command) {
            return command instanceof OfReservation;
        }

        @Override
        public Future<List<StockCommand>> complete(SqlConnection connection, List<StockCommand> commands) {
            List<Held> asked = commands.stream()
                    .map(command -> new Held(command.productId(), ((OfReservation) command).orderId(), 0))
                    .toList();
            return connection
                    .preparedQuery("SELECT r.product_id, r.order_id, r.quantity FROM reservation AS r JOIN (SELECT"
                            + " DISTINCT * FROM unnest($1::uuid[], $2::uuid[])) AS a (product_id, order_id) USING"
                            + " (product_id, order_id)")
                    .execute(Tuple.tuple().addArrayOfUUID(products(asked)).addArrayOfUUID(orders(asked)))
                    .map(rows -> {
                        Map<String, Long> quantities = new HashMap<>();
                        rows.forEach(row -> quantities.put(
                                row.getUUID("product_id") + "/" + row.getUUID("order_id"), row.getLong("quantity")));
                        return commands.stream()
                                .<StockCommand>map(command -> completed((OfReservation) command, quantities))
                                .toList();
                    });
        }

        private static OfReservation completed(OfReservation command, Map<String, Long> quantities) {
            return command.withReserved(quantities.getOrDefault(command.productId() + "/" + command.orderId(), 0L));
        }
    }
}
