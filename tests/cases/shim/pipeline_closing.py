"""A pipeline that gives prepared statements and portals back between statements: libpq 17 and later."""

import sys

from psycopg import pq

if pq.version() < 170000:
    sys.exit(75)
connection = pq.PGconn.connect(b"")
connection.enter_pipeline_mode()
for round_number in range(20):
    connection.send_query_params(b"select 1 as narrow", None)
    connection.send_close_prepared(b"not there")
    connection.send_close_portal(b"not there")
    connection.send_query_params(b"select id as wide from generate_series(1, 7) id", None)
connection.pipeline_sync()
rows = 0
while (result := connection.get_result()) is None or result.status != pq.ExecStatus.PIPELINE_SYNC:
    rows += result.ntuples if result else 0
print(rows)
