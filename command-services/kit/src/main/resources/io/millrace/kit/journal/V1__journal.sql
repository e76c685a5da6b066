-- The permanent, ordered record of the service's events. Never updated, never deleted.
CREATE TABLE journal (
    partition int NOT NULL,
    position bigint NOT NULL,
    event_id uuid NOT NULL,
    aggregate_type text NOT NULL,
    aggregate_id uuid NOT NULL,
    version bigint NOT NULL,
    type text NOT NULL,
    schema_version int NOT NULL,
    time timestamptz NOT NULL,
    data json NOT NULL,
    metadata json,
    PRIMARY KEY (partition, position)
);

-- The history of one aggregate; unique, so that no version can be written twice whatever else goes wrong.
CREATE UNIQUE INDEX journal_aggregate_version ON journal (aggregate_id, version);

-- The position of the last event of each partition. Locked from its update to the commit: position order is commit order.
-- Nearly empty pages keep its many updates in place.
CREATE TABLE journal_head (
    partition int PRIMARY KEY,
    position bigint NOT NULL
) WITH (fillfactor = 10);

-- Up to where the broker has confirmed each partition. Moved lazily: after a crash some events are published again.
CREATE TABLE relay_mark (
    partition int PRIMARY KEY,
    published bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO journal_head SELECT partition, 0 FROM generate_series(0, ${partitions} - 1) AS partition;
INSERT INTO relay_mark SELECT partition, 0 FROM generate_series(0, ${partitions} - 1) AS partition;

-- What commands with an Idempotency-Key were answered; kept for 24 hours.
CREATE TABLE idempotency_key (
    key text PRIMARY KEY,
    payload_hash text NOT NULL,
    aggregate_id uuid NOT NULL,
    version bigint NOT NULL,
    partition int NOT NULL,
    position bigint NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);

-- How far each lane (a partition of ours) has applied each partition of another service's events; moved in the
-- transaction of the effect.
CREATE TABLE inbox (
    lane int NOT NULL,
    source text NOT NULL,
    source_partition int NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (lane, source, source_partition)
) WITH (fillfactor = 10);

-- From where each subscription goes on after a restart. A subscription whose effect is rows of its own moves it in the
-- transaction of the effect; one that goes through lanes moves it behind them, and the inbox keeps it exact.
CREATE TABLE subscription_checkpoint (
    subscription text NOT NULL,
    source_partition int NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (subscription, source_partition)
) WITH (fillfactor = 10);

-- Undoes a whole batch when another process was first.
CREATE FUNCTION expect_rows(actual bigint, expected bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF actual <> expected THEN
        RAISE EXCEPTION 'expected % rows, found %', expected, actual USING ERRCODE = 'MR001';
    END IF;
    RETURN true;
END
$$;
