"""khal 0.11: a calendar on the command line, with a cache in SQLite; events of a folder read, imported, listed, searched, changed."""

PACKAGES = ["khal==0.11.3", "click==8.1.7", "click-log==0.4.0", "configobj==5.0.8", "icalendar==5.0.13", "python-dateutil==2.9.0.post0",
            "pytz==2024.1", "tzlocal==5.2", "urwid==2.6.15", "atomicwrites==1.4.1", "pyxdg==0.28", "typing_extensions==4.12.2",
            "wcwidth==0.2.13", "six==1.16.0", "tzdata==2024.1"]
APPLICATION = ["/khal/"]
ENVIRONMENT = {"HOME": "{place}", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
FILES = {
    "make.py": '''
import pathlib
import sys


def event(name, day, extra=""):
    return (f"BEGIN:VEVENT\\nUID:{name}\\nDTSTAMP:20240101T000000Z\\nSUMMARY:meeting {name}\\nLOCATION:room {day}\\n"
            f"DTSTART:202405{day:02d}T100000Z\\nDTEND:202405{day:02d}T110000Z\\n{extra}END:VEVENT\\n")


def calendar(events):
    return f"BEGIN:VCALENDAR\\nVERSION:2.0\\nPRODID:field\\n{events}END:VCALENDAR\\n"


def write(place, name, *rest):
    path = pathlib.Path(place, f"{name}.ics")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(calendar(event(name, *rest)), encoding="utf-8")


if sys.argv[1] == "first":
    for number in range(30):
        write("work", f"work-{number}", number % 28 + 1)
    for number in range(12):
        write("home", f"home-{number}", number + 1, "RRULE:FREQ=WEEKLY;COUNT=6\\n" if number % 3 == 0 else "")
    pathlib.Path("import.ics").write_text(calendar("".join(event(f"new-{number}", number + 2) for number in range(18))),
                                          encoding="utf-8")
elif sys.argv[1] == "change":
    for number in range(0, 24, 2):
        write("work", f"work-{number}", number + 3, "DESCRIPTION:changed\\n")
    for number in range(6):
        pathlib.Path("home", f"home-{number}.ics").unlink()
''',
    "config": """[calendars]
[[work]]
path = ~/work
[[home]]
path = ~/home
color = dark green
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = UTC
default_timezone = UTC
[default]
default_calendar = home
[sqlite]
path = ~/khal.db
""",
}
PREPARE = [["{python}", "make.py", "first"]]
KHAL = ["{bin}/khal", "-c", "config"]
COMMANDS = [
    [*KHAL, "list", "2024-05-01", "40d"],
    [*KHAL, "list", "2024-05-01", "40d"],
    [*KHAL, "import", "--batch", "--include-calendar", "home", "import.ics"],
    [*KHAL, "search", "meeting"],
    ["{python}", "make.py", "change"],
    [*KHAL, "list", "2024-05-01", "40d"],
    [*KHAL, "at", "2024-05-10", "10:30"],
    [*KHAL, "import", "--batch", "--include-calendar", "home", "import.ics"],
    [*KHAL, "printcalendars"],
]
