BEGIN;
INSERT INTO naive_state (id, version, status, payload) VALUES (gen_random_uuid(), 1, 'ACTIVE', :payload) RETURNING id \gset
INSERT INTO naive_outbox (aggregate_id, version, type, payload) VALUES (:id, 1, 'CustomerRegistered', :payload);
COMMIT;
