"""Twelve courses, eight lessons each, and the files of every lesson: two levels of queries in loops."""
# loopline: databases sqlite postgresql
# loopline: finding course-lessons kind=n+1 n=12 episodes=1 table=lessons
# loopline: finding course-lessons parent=courses link=id confidence=confirmed
# loopline: finding lesson-files kind=n+1 n=8 episodes=12 table=files
# loopline: finding lesson-files parent=lessons link=id nested=course-lessons confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    school, mark = sqlite3.connect(sys.argv[2]), "?"
else:
    import psycopg2

    school, mark = psycopg2.connect(""), "%s"


def query(statement, *parameters):
    cursor = school.cursor()
    cursor.execute(statement.replace("?", mark), parameters)
    return cursor.fetchall() if cursor.description else None


def set_up():
    numbers = "with recursive n(i) as (select 0 union all select i + 1 from n where i < 191)"
    query("create table courses (id integer primary key, title text)")
    query("create table lessons (id integer primary key, course integer, title text)")
    query("create table files (lesson integer, name text)")
    query(f"insert into courses {numbers} select 7000 + i, 'course ' || i from n where i < 12")
    query(f"insert into lessons {numbers} select 100000 + i * 3, 7000 + i / 8, 'lesson ' || i from n where i < 96")
    query(f"insert into files {numbers} select 100000 + i / 2 * 3, 'file ' || i from n")
    school.commit()


def catalogue():
    result = []
    for course, title in query("select id, title from courses order by id"):  # header: course-lessons
        lessons = query("select id, title from lessons where course = ? order by id", course)  # loop: course-lessons
        for lesson, lesson_title in lessons:  # header: lesson-files
            files = query("select name from files where lesson = ?", lesson)  # loop: lesson-files
            result.append((title, lesson_title, len(files)))
    return result


def catalogue_fixed():
    return query("""
        select c.title, l.title, count(*) from courses c join lessons l on l.course = c.id
        join files f on f.lesson = l.id group by c.title, l.title""")


set_up()
lines = catalogue_fixed() if sys.argv[-1] == "fixed" else catalogue()
assert len(lines) == 96 and {count for _, _, count in lines} == {2}
