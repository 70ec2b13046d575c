-- What cannot be rewritten with certainty, or not at all: nothing must come out.
select name from authors where id = ? limit 1
select title from posts where author_id = ? order by published_at desc limit 1
select title from posts where author_id = ? order by id limit 5 offset 10
select name from authors where id >= ?
select name from authors where id = ? or id is null
select name from authors where not id = ?
select name from authors where id = (select max(author_id) from posts where status = ?)
select name from authors where lower(name) = ?
select name from authors where id + 1 = ?
select title from posts where author_id = ? and views > ?
select title from posts where author_id = ? and status in (?, ?)
select title from posts where author_id = ? and author_id = ?
select row_number() over (order by id) from posts where author_id = ?
select unheard_of(title) from posts where author_id = ?
select (select count(*) from comments where comments.post_id = posts.id) from posts where author_id = ?
select title || ? from posts where author_id = ?
select title from posts where author_id = ? union select name from authors
with x as (select 1) select name from authors where id = ?
select name from authors where id = ?; select 1
select name from (select * from authors) as x where id = ?
select title from events_2024_05_01 where id = ?
select name as id from authors where id = ?
select status, count(*) from posts where author_id = ? group by status limit 3
select count(*) from posts where author_id = ? order by 1
select name from authors where id between ? and ?
select name from authors where case when id = ? then active else active end
select name from authors
select 1
update posts set views = views + ? where id = ?
update posts set title = ? where id > ?
update posts set title = ? where id = ? and deleted_at is null
update posts set id = ? where id = ?
update posts set title = ? where id = ? or id is null
update posts set title = (select name from authors where id = ?) where id = ?
update posts set title = ?
delete from posts where id < ?
delete from posts
delete from posts where id in (select post_id from comments where id = ?)
insert into tags (id, name) select id, ? from authors
insert into tags (id, name) values ((select max(id) from tags where name = ?), ?)
insert into tags (id, name) values (?, ?) on conflict (id) do update set name = ?
insert into tags default values
update orders set total = ?, version = ? where id = ? and version = ?
select status, count(*) from posts where author_id = ? group by status having count(*) > 1
select 1 from authors where id = ?
select name from authors where name = ? and id != ?
select coalesce(sum(views), ?) from posts where author_id = ?
select count(*) from posts where author_id = ? having count(*) < 3
select exists (select count(*) from posts where author_id = ?)
select exists (select 1 from posts where author_id = ? limit 1 offset 3)
select status, count(*) from posts where author_id = ? group by ?
select p.title from posts p join comments c on c.post_id = p.id where c.author_id = ? order by ?
update posts set views = views where author_id = ?
update posts set views = editor_id, editor_id = views where author_id = ?
delete from posts where author_id = ? and id in (select max(id) from posts)
SELECT coalesce(sum(items.price), ?) AS coalesce_1 FROM items WHERE items.order_id = ?
