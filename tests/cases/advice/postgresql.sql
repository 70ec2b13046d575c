-- For PostgreSQL alone.
-- casts of psycopg 3, asyncpg and SQLAlchemy
SELECT authors.id AS authors_id, authors.name AS authors_name FROM authors WHERE authors.id = $1::INTEGER
SELECT authors.id AS authors_id, authors.name AS authors_name FROM authors WHERE authors.id = $1::int8::int4
SELECT posts.id, posts.title FROM posts WHERE posts.author_id = $1::INTEGER AND posts.status = $2::VARCHAR
INSERT INTO posts (title, views) VALUES ($1::VARCHAR, $2::INTEGER)
UPDATE posts SET title=$1::VARCHAR WHERE posts.id = $2::INTEGER
UPDATE posts SET title=$1::VARCHAR, views=$2::INTEGER WHERE posts.id = $3::INTEGER
DELETE FROM posts WHERE posts.id = $1::INTEGER
DELETE FROM post_tags WHERE post_tags.post_id = $1::INTEGER AND post_tags.tag_id = $2::INTEGER
one row: SELECT "authors"."id", "authors"."name" FROM "authors" WHERE "authors"."id" = 5 LIMIT 21 FOR UPDATE
select array_agg(title), string_agg(title, status) from posts where author_id = $1
select id, title from public.posts where public.posts.author_id = $1
