-- A table of ClickHouse for `loopline export`, and what to ask of it. fleet.sql is the same for PostgreSQL.
--
--   loopline export --output loops.ndjson captures
--   clickhouse-client --queries-file fleet-clickhouse.sql
--   clickhouse-client --query 'insert into loops format JSONEachRow' --date_time_input_format best_effort <loops.ndjson
create table if not exists loops
(
    time DateTime64(3, 'UTC'),
    service LowCardinality(String),
    pid UInt32,
    loop FixedString(16),
    finding FixedString(16),
    kind LowCardinality(String),
    confidence LowCardinality(String),
    file Nullable(String),
    line Nullable(UInt32),
    function Nullable(String),
    entry Nullable(String),
    trace_id Nullable(FixedString(32)),
    driver LowCardinality(String),
    statement String,
    fingerprint FixedString(16),
    processes UInt32,
    processes_recorded UInt32,
    calls UInt64,
    episodes UInt64,
    n_median UInt64,
    n_max UInt64,
    database_seconds Nullable(Float64),
    saving_seconds Nullable(Float64)
)
engine = MergeTree
order by (service, loop, time);

-- What costs most over all services.
select service, file, line, function, sum(calls) as calls, max(n_max) as n_max, sum(saving_seconds) as can_save
from loops group by service, file, line, function order by can_save desc limit 20;

-- Loops that were seen for the first time this week.
select service, loop, any(file) as file, any(line) as line, min(time) as since
from loops group by service, loop having since > now() - interval 7 day order by since;

-- A trace of each loop, where the statements' comments carry one: the latest.
select service, loop, any(file) as file, any(line) as line, argMax(trace_id, time) as trace
from loops where trace_id is not null group by service, loop;
