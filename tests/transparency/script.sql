-- What psql can do, in one script whose output says nothing of the time.
drop schema if exists shim_transparency cascade;
create schema shim_transparency;
set search_path = shim_transparency;
create table authors (id int primary key, name text not null);
create table books (id serial primary key, author_id int references authors, title text, price numeric(8, 2));
insert into authors select n, 'author ' || n from generate_series(1, 50) n;
insert into books (author_id, title, price) select 1 + n % 50, 'book ' || n, n * 1.5 from generate_series(1, 500) n;
create index on books (author_id);
select a.name, count(*), sum(price) from authors a join books b on b.author_id = a.id group by a.id order by a.id limit 5;
\set who 7
select name from authors where id = :who;
select title from books where author_id = :who order by id \gset last_
\echo :last_title
prepare by_id(int) as select name from authors where id = $1;
execute by_id(3);
deallocate by_id;
begin; savepoint a; update books set price = price + 1 where id < 10; rollback to a; commit;
\copy (select * from authors where id < 5 order by id) to stdout
copy authors from stdin;
100	from standard input
101	another
\.
declare c cursor with hold for select id from authors order by id;
fetch 3 from c;
close c;
select 1 / 0;
select nothing from nowhere;
do $$ begin raise notice 'a notice'; end $$;
select 'author ' || n as "Name", null as nothing from generate_series(1, 3) n \x\g\x
\d books
