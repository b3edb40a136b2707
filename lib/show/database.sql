-- Views and search. A place is where report.html has the words; null where it has no room for them.

CREATE VIEW statements AS
SELECT coalesce(told.statement, claims.text) AS statement, outlet, day, source AS who,
    cue AS "says how", polarity, modality,
    page || '#m-' || CASE WHEN claims.start < shown THEN claims.claim_id END AS place,
    claims.claim_id, identity
FROM claims CROSS JOIN reports USING (doc_id) LEFT JOIN told USING (claim_id);  -- in this order

CREATE VIEW pairs AS
SELECT relation, a.statement AS statement_a, b.statement AS statement_b,
    a.outlet AS outlet_a, b.outlet AS outlet_b, a.who AS who_a, b.who AS who_b,
    (SELECT group_concat(value, '; ') FROM json_each(reasons)) AS why, score,
    one.origin = other.origin AS copies,
    a.place AS place_a, b.place AS place_b, claim_a, claim_b, differences
FROM matches
JOIN statements AS a ON a.claim_id = claim_a JOIN statements AS b ON b.claim_id = claim_b
JOIN origins AS one ON one.doc_id = doc_a JOIN origins AS other ON other.doc_id = doc_b;

CREATE VIEW agreements AS SELECT * FROM pairs
WHERE relation = 'agree' ORDER BY score DESC, claim_a, claim_b;
CREATE VIEW conflicts AS SELECT * FROM pairs
WHERE relation = 'conflict' ORDER BY score DESC, claim_a, claim_b;

CREATE VIEW differences AS
SELECT json_extract(value, '$.kind') AS kind, json_extract(value, '$.of') AS "of",
    json_extract(value, '$.here') AS says_a, json_extract(value, '$.there') AS says_b,
    json_extract(value, '$.hard') AS "rules out the other", outlet_a, outlet_b, relation,
    statement_a, statement_b, place_a, place_b, claim_a, claim_b
FROM pairs, json_each(differences) WHERE relation <> 'related' ORDER BY kind, claim_a, claim_b, key;

CREATE VIEW "quantities over time" AS
SELECT what, coalesce(as_of, day) AS day, low, high, unit, about, text AS words, outlet,
    quantities.source AS who, statement, place, claim_id
FROM quantities JOIN statements USING (claim_id) ORDER BY quantity, 2, claim_id;

CREATE VIEW quotations AS
SELECT quotation, outlet, day, who, statement, omitted, changed, place, claim_id
FROM quotations_rows JOIN statements USING (claim_id) ORDER BY quotation, day, claim_id;

CREATE VIEW people AS
SELECT name, kind, statement, outlet, day, "says how", place, claim_id, identity
FROM identities JOIN statements USING (identity) ORDER BY name, identity, day, claim_id;

CREATE VIEW "only in one" AS
SELECT statements.statement, outlet, day, who, "says how", place, claim_id
FROM told JOIN statements USING (claim_id) WHERE alone IS NOT NULL ORDER BY alone;

CREATE VIRTUAL TABLE search USING fts5(
    text, who, kind UNINDEXED, outlet UNINDEXED, day UNINDEXED, place UNINDEXED,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
INSERT INTO search SELECT statement, who, 'statement', outlet, day, place FROM statements;
INSERT INTO search SELECT text, NULL, 'passage', outlet, day, page || '#d-' || doc_id
FROM blocks CROSS JOIN reports USING (doc_id);
INSERT INTO search (search) VALUES ('optimize');
