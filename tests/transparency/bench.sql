\set id random(1, 50)
select name from shim_transparency.authors where id = :id;
select title from shim_transparency.books where author_id = :id;
