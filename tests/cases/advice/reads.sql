-- Statements that ORMs send for one row after the other, for both databases. See rewrite.c for "one row:".
-- SQLAlchemy: many-to-one, one-to-many, get(), deferred columns, joined inheritance, association table
SELECT authors.id AS authors_id, authors.name AS authors_name FROM authors WHERE authors.id = ?
SELECT authors.id AS authors_id, authors.name AS authors_name, authors.email AS authors_email FROM authors WHERE authors.id = ?
SELECT orders.id AS orders_id, orders.number AS orders_number, orders.customer_id AS orders_customer_id FROM orders WHERE ? = orders.customer_id
SELECT items.id AS items_id, items.price AS items_price, items.order_id AS items_order_id FROM items WHERE ? = items.order_id ORDER BY items.id
SELECT comments.id AS comments_id, comments.text AS comments_text FROM comments WHERE ? = comments.post_id ORDER BY comments.id DESC
SELECT posts.title AS posts_title FROM posts WHERE posts.id = ?
SELECT authors.name FROM authors WHERE authors.id = ?
SELECT posts.id, posts.title, posts.author_id FROM posts WHERE posts.author_id = ? AND posts.deleted_at IS NULL
SELECT tags.id AS tags_id, tags.name AS tags_name FROM tags, post_tags WHERE ? = post_tags.post_id AND tags.id = post_tags.tag_id
SELECT tags.id AS tags_id, tags.name AS tags_name FROM tags, post_tags WHERE ? = post_tags.post_id AND tags.id = post_tags.tag_id ORDER BY post_tags.position
SELECT count(*) AS count_1 FROM posts WHERE posts.author_id = ?
SELECT count(posts.id) AS count_1 FROM posts WHERE posts.author_id = ?
SELECT count(*) AS count_1 FROM (SELECT posts.id AS posts_id, posts.title AS posts_title FROM posts WHERE posts.author_id = ?) AS anon_1
SELECT sum(items.price) AS sum_1 FROM items WHERE items.order_id = ?
SELECT max(posts.published_at) AS max_1 FROM posts WHERE posts.author_id = ?
SELECT EXISTS (SELECT 1 FROM posts WHERE posts.author_id = ?) AS anon_1
SELECT EXISTS (SELECT * FROM posts WHERE posts.author_id = ? AND posts.deleted_at IS NULL) AS anon_1
SELECT posts.id AS posts_id, authors_1.id AS authors_1_id, authors_1.name AS authors_1_name FROM posts LEFT OUTER JOIN authors AS authors_1 ON authors_1.id = posts.author_id WHERE posts.author_id = ?
SELECT anon.id, anon.name FROM nodes AS anon WHERE anon.parent_id = ?
SELECT post_tags.post_id AS post_tags_post_id, post_tags.tag_id AS post_tags_tag_id, post_tags.position AS post_tags_position FROM post_tags WHERE post_tags.post_id = ? AND post_tags.tag_id = ?
-- Django: .get(), related managers, count(), exists(), aggregate(), many-to-many
one row: SELECT "authors"."id", "authors"."name" FROM "authors" WHERE "authors"."id" = ? LIMIT 21
SELECT "posts"."id", "posts"."title", "posts"."author_id" FROM "posts" WHERE "posts"."author_id" = ?
SELECT "posts"."id", "posts"."title" FROM "posts" WHERE "posts"."author_id" = ? ORDER BY "posts"."published_at" DESC, "posts"."id" ASC
SELECT "posts"."id", "posts"."title" FROM "posts" WHERE ("posts"."author_id" = ? AND "posts"."deleted_at" IS NULL) ORDER BY "posts"."id" ASC
SELECT "posts"."id" FROM "posts" WHERE ("posts"."author_id" = ? AND "posts"."status" = 'draft')
SELECT COUNT(*) AS "__count" FROM "posts" WHERE "posts"."author_id" = ?
SELECT COUNT(*) AS "__count" FROM "posts" WHERE ("posts"."author_id" = ? AND NOT ("posts"."deleted_at" IS NULL))
SELECT COUNT("posts"."id") AS "n", SUM("posts"."views") AS "views__sum" FROM "posts" WHERE "posts"."author_id" = ?
SELECT AVG("posts"."views") AS "views__avg" FROM "posts" WHERE "posts"."author_id" = ?
one row: SELECT 1 AS "a" FROM "posts" WHERE "posts"."author_id" = ? LIMIT 1
one row: SELECT 1 AS "a" FROM "posts" WHERE ("posts"."author_id" = ? AND "posts"."deleted_at" IS NULL) LIMIT 1
SELECT "tags"."id", "tags"."name" FROM "tags" INNER JOIN "post_tags" ON ("tags"."id" = "post_tags"."tag_id") WHERE "post_tags"."post_id" = ?
SELECT "tags"."id", "tags"."name" FROM "tags" INNER JOIN "post_tags" ON ("tags"."id" = "post_tags"."tag_id") WHERE "post_tags"."post_id" = ? ORDER BY "tags"."name" ASC
one row: SELECT "user"."id", "user"."name", "user"."order" FROM "user" WHERE "user"."id" = ? LIMIT 21
SELECT "user"."id", "user"."name" FROM "user" INNER JOIN "accounts_user_groups" ON ("user"."id" = "accounts_user_groups"."user_id") WHERE "accounts_user_groups"."group_id" = ?
SELECT DISTINCT "posts"."status" FROM "posts" WHERE "posts"."author_id" = ?
SELECT "posts"."status", COUNT("posts"."id") AS "n" FROM "posts" WHERE "posts"."author_id" = ? GROUP BY "posts"."status"
SELECT "posts"."id", "posts"."title", COUNT("comments"."id") AS "n" FROM "posts" LEFT OUTER JOIN "comments" ON ("posts"."id" = "comments"."post_id") WHERE "posts"."author_id" = ? GROUP BY "posts"."id", "posts"."title"
SELECT "posts"."id", "authors"."id", "authors"."name" FROM "posts" INNER JOIN "authors" ON ("posts"."author_id" = "authors"."id") WHERE "posts"."editor_id" = ?
-- peewee, Pony
one row: SELECT "t1"."id", "t1"."name" FROM "authors" AS "t1" WHERE ("t1"."id" = ?) LIMIT 1 OFFSET 0
SELECT "t1"."id", "t1"."title", "t1"."author_id" FROM "posts" AS "t1" WHERE ("t1"."author_id" = ?)
SELECT "t1"."id", "t1"."title" FROM "posts" AS "t1" WHERE (("t1"."author_id" = ?) AND ("t1"."status" = ?))
SELECT COUNT(1) FROM (SELECT "t1"."id" FROM "posts" AS "t1" WHERE ("t1"."author_id" = ?)) AS "_wrapped"
SELECT "t1"."id", "t1"."text" FROM "comments" AS "t1" WHERE ("t1"."post_id" = ?) ORDER BY "t1"."id"
SELECT "id", "name" FROM "authors" WHERE "id" = ?
SELECT "posts"."id", "posts"."title" FROM "posts" "posts" WHERE "posts"."author_id" = ?
SELECT COUNT(DISTINCT "post"."id") FROM "posts" "post" WHERE "post"."author_id" = ?
-- ActiveRecord, Eloquent, Doctrine, Sequelize
one row: SELECT "authors".* FROM "authors" WHERE "authors"."id" = ? LIMIT 1
SELECT "posts".* FROM "posts" WHERE "posts"."author_id" = ?
SELECT "tags".* FROM "tags" INNER JOIN "post_tags" ON "tags"."id" = "post_tags"."tag_id" WHERE "post_tags"."post_id" = ?
one row: SELECT 1 AS one FROM "posts" WHERE "posts"."author_id" = ? LIMIT 1
SELECT COUNT(*) FROM "posts" WHERE "posts"."author_id" = ?
SELECT SUM("items"."price") FROM "items" WHERE "items"."order_id" = ?
select * from "posts" where "posts"."author_id" = ? and "posts"."author_id" is not null
one row: select * from "authors" where "authors"."id" = ? limit 1
select "tags".*, "post_tags"."post_id" as "pivot_post_id", "post_tags"."tag_id" as "pivot_tag_id" from "tags" inner join "post_tags" on "tags"."id" = "post_tags"."tag_id" where "post_tags"."post_id" = ?
SELECT t0.id AS id_1, t0.name AS name_2 FROM authors t0 WHERE t0.id = ?
SELECT t0.id AS id_1, t0.title AS title_2, t0.author_id AS author_id_3 FROM posts t0 WHERE t0.author_id = ? ORDER BY t0.id ASC
SELECT p0_.id AS id_0, p0_.title AS title_1 FROM posts p0_ INNER JOIN authors a1_ ON p0_.author_id = a1_.id WHERE a1_.id = ?
SELECT "Post"."id", "Post"."title" FROM "posts" AS "Post" WHERE "Post"."author_id" = ?
-- written by hand
select name from authors where id = ?
select name, email from authors a where a.id = ?
select * from posts where author_id = ?
select lower(title) as title, length(title) from posts where author_id = ? order by id
select p.title, a.name from posts p join authors a on a.id = p.author_id where p.editor_id = ?
select status, count(*) from posts where author_id = ? group by status having min(views) < max(views) order by status
select min(views), max(views) from posts where author_id = ?
select "value" from settings where tenant_id = ? and "key" = ?
select id from posts where author_id = ? and title is not null and (status = title or views is null)
select count(*) from comments where post_id = ? and author_id is not null
select name from nodes where parent_id = ? order by name desc
