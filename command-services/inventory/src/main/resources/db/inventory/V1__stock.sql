CREATE TABLE stock (
    id uuid PRIMARY KEY,
    version bigint NOT NULL,
    on_hand bigint NOT NULL CHECK (on_hand >= 0),
    reserved bigint NOT NULL CHECK (reserved >= 0 AND reserved <= on_hand)
) WITH (fillfactor = 50);

-- What each open order holds; gone when the order is shipped, rejected or cancelled.
CREATE TABLE reservation (
    product_id uuid NOT NULL,
    order_id uuid NOT NULL,
    quantity bigint NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (product_id, order_id)
);
