"""Two questions for every employee: the department and the last salary."""
# loopline: databases sqlite postgresql
# loopline: finding employee-department kind=n+1 n=26 episodes=1 table=departments
# loopline: finding employee-department parent=employees link=department confidence=confirmed
# loopline: finding employee-salary kind=n+1 n=26 episodes=1 table=salaries
# loopline: finding employee-salary parent=employees link=id confidence=confirmed
# loopline: twin

import sys

if sys.argv[1] == "sqlite":
    import sqlite3

    connection = sqlite3.connect(sys.argv[2])
    connection.row_factory = sqlite3.Row
    cursor, mark = connection.cursor(), "?"
else:
    import psycopg2
    import psycopg2.extras

    connection = psycopg2.connect("", cursor_factory=psycopg2.extras.DictCursor)
    cursor, mark = connection.cursor(), "%s"

numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 26)"
cursor.execute("create table departments (code text primary key, title text)")
cursor.execute("create table employees (id integer primary key, name text, department text)")
cursor.execute("create table salaries (employee integer, year integer, amount integer)")
cursor.execute(f"insert into departments {numbers} select 'D' || (i * 17), 'department ' || i from n")
cursor.execute(f"insert into employees {numbers} select 3000 + i, 'employee ' || i, 'D' || (i * 17) from n")
cursor.execute(f"insert into salaries {numbers} select 3000 + i, 2025, 40000 + i from n")
connection.commit()


def department(employee):
    cursor.execute(f"select title from departments where code = {mark}", (employee["department"],))
    return cursor.fetchone()["title"]


def salary(employee):
    cursor.execute(
        f"select amount from salaries where employee = {mark} order by year desc limit 1", (employee["id"],))
    return cursor.fetchone()["amount"]


if sys.argv[-1] == "fixed":
    cursor.execute("""
        select e.name, d.title, max(s.amount) from employees e join departments d on d.code = e.department
        join salaries s on s.employee = e.id group by e.name, d.title""")
    payroll = cursor.fetchall()
else:
    payroll = []
    cursor.execute("select id, name, department from employees order by name")
    for employee in cursor.fetchall():  # header: employee-salary
        title = department(employee)  # loop: employee-department
        payroll.append((
            employee["name"],
            title,
            salary(employee),  # loop: employee-salary
        ))
assert len(payroll) == 26
