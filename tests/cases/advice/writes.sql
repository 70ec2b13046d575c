-- Writes, for both databases.
-- SQLAlchemy, Django, peewee and others
INSERT INTO posts (title, views, author_id) VALUES (?, ?, ?)
INSERT INTO "posts" ("title", "author_id") VALUES (?, ?)
INSERT INTO "comments" ("text", "post_id", "author_id") VALUES (?, ?, ?) RETURNING "comments"."id"
INSERT INTO tags VALUES (?, ?)
INSERT INTO post_tags (post_id, tag_id) VALUES (?, ?) ON CONFLICT DO NOTHING
INSERT INTO tags (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name
insert into posts (title, published_at, views) values (?, current_timestamp, ?)
insert into nodes (id, parent_id, name) values (?, null, 'x')
UPDATE posts SET title=? WHERE posts.id = ?
UPDATE posts SET title=?, views=? WHERE posts.id = ?
UPDATE "posts" SET "title" = ?, "views" = ?, "author_id" = ? WHERE "posts"."id" = ?
UPDATE "user" SET "name" = ?, "order" = ? WHERE "user"."id" = ?
UPDATE orders SET total=?, number=? WHERE orders.id = ? AND orders.version = ?
UPDATE post_tags SET position = ? WHERE post_id = ? AND tag_id = ?
update posts set deleted_at = current_timestamp where id = ?
update posts set status = title where author_id = ? and deleted_at is null
update settings set "value" = ? where tenant_id = ? and "key" = ?
UPDATE "posts" SET "title" = ? WHERE ("posts"."id" = ?)
DELETE FROM posts WHERE posts.id = ?
DELETE FROM "posts" WHERE "posts"."id" = ?
DELETE FROM post_tags WHERE post_tags.post_id = ? AND post_tags.tag_id = ?
DELETE FROM "comments" WHERE ("comments"."post_id" = ?)
delete from comments where post_id = ? and text is null
