"""A timetable over two helper modules: the loop is here, the query two modules away."""
# loopline: databases sqlite postgresql
# loopline: finding departure-station kind=n+1 n=32 episodes=1 table=stations
# loopline: finding departure-station parent=departures link=station confidence=confirmed
# loopline: twin

import sys

import formatting
import repository

repository.create()
if sys.argv[-1] == "fixed":
    for train, minute, name in repository.departures_and_stations():
        print(train, minute, name)
else:
    for departure in repository.departures():  # header: departure-station
        print(formatting.line(*departure))  # loop: departure-station
