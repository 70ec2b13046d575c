"""How a line of the timetable looks."""

import repository


def line(train, minute, code):
    return "%4d  %02d:%02d  %s" % (train, minute // 60, minute % 60, repository.station(code))
