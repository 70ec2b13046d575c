create table authors (id integer primary key, name varchar(80), email varchar(80), active boolean);
create table posts (id integer primary key, title varchar(80), views integer, author_id integer, editor_id integer,
                    status varchar(20), published_at timestamp, deleted_at timestamp);
create table comments (id integer primary key, text varchar(200), post_id integer, author_id integer);
create table tags (id integer primary key, name varchar(40));
create table post_tags (post_id integer, tag_id integer, position integer, primary key (post_id, tag_id));
create table customers (id integer primary key, name varchar(80));
create table orders (id integer primary key, number varchar(20), customer_id integer, total numeric(10, 2), version integer);
create table items (id integer primary key, price integer, order_id integer);
create table nodes (id integer primary key, parent_id integer, name varchar(40));
create table settings (tenant_id integer, "key" varchar(40), "value" varchar(80), primary key (tenant_id, "key"));
create table "user" (id integer primary key, "name" varchar(80), "order" integer);
create table accounts_user_groups (id integer primary key, user_id integer, group_id integer);
