-- A table of PostgreSQL for `loopline export`, and what to ask of it. fleet-clickhouse.sql is the same for ClickHouse.
--
--   loopline export --output loops.ndjson captures
--   psql -f fleet.sql && sed 's/\\/\\\\/g' loops.ndjson | psql -c 'copy loops_raw from stdin'
create table if not exists loops_raw (line jsonb not null);

create or replace view loops as
select (line->>'time')::timestamptz as time, line->>'service' as service, line->>'loop' as loop,
       line->>'kind' as kind, line->>'confidence' as confidence, line->>'file' as file,
       (line->>'line')::integer as line, line->>'function' as function, line->>'entry' as entry,
       line->>'statement' as statement, (line->>'calls')::bigint as calls, (line->>'n_max')::bigint as n_max,
       (line->>'database_seconds')::double precision as database_seconds,
       (line->>'saving_seconds')::double precision as saving_seconds, line->>'trace_id' as trace_id
from loops_raw;

-- What costs most over all services.
select service, file, line, function, sum(calls) as calls, max(n_max) as n_max, sum(saving_seconds) as can_save
from loops group by service, file, line, function order by can_save desc limit 20;

-- Loops that were seen for the first time this week.
select service, loop, file, line, min(time) as since
from loops group by service, loop, file, line having min(time) > now() - interval '7 days' order by since;

-- A trace of each loop, where the statements' comments carry one: the latest.
select distinct on (service, loop) service, loop, file, line, trace_id
from loops where trace_id is not null order by service, loop, time desc;
