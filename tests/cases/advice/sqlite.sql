-- For SQLite alone.
-- backticks and brackets, parameters with names and numbers
SELECT `posts`.`id`, `posts`.`title` FROM `posts` WHERE `posts`.`author_id` = ?
SELECT [posts].[id], [posts].[title] FROM [posts] WHERE [posts].[author_id] = :author
select title from posts where author_id == ?1
INSERT OR IGNORE INTO tags (id, name) VALUES (?, ?)
REPLACE INTO tags (id, name) VALUES (@id, @name)
select group_concat(title), total(views) from posts where author_id = ?
select max(views, id) from posts where author_id = ?
