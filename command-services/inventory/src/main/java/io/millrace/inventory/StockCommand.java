package io.millrace.inventory;

/** What can be asked of a product's stock. */
sealed interface StockCommand {

    String productId();

    record ReceiveStock(String productId, long quantity) implements StockCommand {}

    record ReserveStock(String productId, String orderId, long quantity) implements StockCommand {}

    /** A command about what an order holds, which only the reservation table knows. */
    sealed interface OfReservation extends StockCommand {

        String orderId();

        /** What the order held when the command was read; 0 for nothing. */
        long reserved();

        OfReservation withReserved(long quantity);
    }

    /** Nothing happens if the order holds nothing. */
    record ReleaseStock(String productId, String orderId, long reserved) implements OfReservation {
        ReleaseStock(String productId, String orderId) {
            this(productId, orderId, 0);
        }

        @Override
        public ReleaseStock withReserved(long quantity) {
            return new ReleaseStock(productId, orderId, quantity);
        }
    }

    /** Nothing happens if the order holds nothing. */
    record ShipStock(String productId, String orderId, long reserved) implements OfReservation {
        ShipStock(String productId, String orderId) {
            this(productId, orderId, 0);
        }

        @Override
        public ShipStock withReserved(long quantity) {
            return new ShipStock(productId, orderId, quantity);
        }
    }
}
