"""SQLAlchemy 1.4: recipes and their tags through an association table, rendered by a function for each card."""
# loopline: databases sqlite postgresql
# loopline: needs earlier
# loopline: finding recipe-tags kind=n+1 n=18 episodes=1 table=recipe_tags
# loopline: finding recipe-tags parent=recipes link=recipes_id confidence=confirmed
# loopline: twin

import sys

from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine, text
from sqlalchemy.orm import Session, declarative_base, relationship, subqueryload

Base = declarative_base()
recipe_tags = Table(
    "recipe_tags", Base.metadata,
    Column("recipe_id", ForeignKey("recipes.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    word = Column(String)


class Recipe(Base):
    __tablename__ = "recipes"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    tags = relationship(Tag, secondary=recipe_tags, order_by=Tag.word)


def card(recipe):
    return f"{recipe.title} [{', '.join(tag.word for tag in recipe.tags)}]"


def cards(recipes):
    return "\n".join([card(recipe) for recipe in recipes])  # loop: recipe-tags


engine = create_engine("sqlite:///" + sys.argv[2] if sys.argv[1] == "sqlite" else "postgresql+psycopg2://")
Base.metadata.create_all(engine)
with engine.begin() as connection:
    numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 18)"
    connection.execute(text(f"insert into tags (id, word) {numbers} select i, 'tag ' || i from n"))
    connection.execute(text(f"insert into recipes (id, title) {numbers} select 300 + i * 5, 'r' || i from n"))
    connection.execute(text(
        f"insert into recipe_tags (recipe_id, tag_id) {numbers} select 300 + i * 5, i from n"))

with Session(engine) as session:
    query = session.query(Recipe)
    if sys.argv[-1] == "fixed":
        query = query.options(subqueryload(Recipe.tags))
    assert cards(query.all()).count("tag ") == 18
