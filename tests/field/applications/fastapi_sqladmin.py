"""SQLAdmin 0.21 in FastAPI, SQLAlchemy and SQLite: lists with related rows, exports, a JSON API in worker threads."""

PACKAGES = ["sqladmin==0.21.0", "fastapi==0.116.1", "uvicorn==0.35.0", "SQLAlchemy==2.0.43", "starlette==0.47.2",
            "anyio==4.10.0", "WTForms==3.1.2", "Jinja2==3.1.6"]
APPLICATION = ["/sqladmin/"]
FILES = {
    "tables.py": '''
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, sessionmaker

engine = create_engine("sqlite:///shop.db", connect_args={"check_same_thread": False})
Session = sessionmaker(engine)


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list["Book"]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")
    reviews: Mapped[list["Review"]] = relationship(back_populates="book", order_by="Review.id")


class Review(Base):
    __tablename__ = "review"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    book: Mapped[Book] = relationship(back_populates="reviews")
''',
    "fill.py": '''
from tables import Author, Base, Book, Review, Session, engine

Base.metadata.create_all(engine)
with Session() as session:
    authors = [Author(name=f"author {number}") for number in range(9)]
    for number in range(30):
        book = Book(title=f"book {number}", author=authors[number % 9])
        book.reviews = [Review(text=f"review {number}.{part}") for part in range(number % 4)]
        session.add(book)
    session.commit()
''',
    "shop.py": '''
from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict
from sqladmin import Admin, ModelView
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from tables import Author, Book, Review, Session, engine

app = FastAPI()
admin = Admin(app, engine)


class AuthorAdmin(ModelView, model=Author):
    column_list = [Author.id, Author.name, Author.books]
    page_size = 20


class BookAdmin(ModelView, model=Book):
    column_list = [Book.id, Book.title, Book.author, "author.name"]
    column_formatters = {Book.author: lambda book, name: book.author.name}
    page_size = 20


class ReviewAdmin(ModelView, model=Review):
    column_list = [Review.id, Review.text, "book.title", "book.author.name"]
    page_size = 20


for view in (AuthorAdmin, BookAdmin, ReviewAdmin):
    admin.add_view(view)


class ReviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    text: str


class AuthorOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    name: str


class BookOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    title: str
    author: AuthorOut
    reviews: list[ReviewOut]


def session():
    with Session() as opened:
        yield opened


@app.get("/books", response_model=list[BookOut])
def books(session=Depends(session)):
    return session.scalars(select(Book).order_by(Book.id).limit(20)).all()


@app.get("/books/eager", response_model=list[BookOut])
def books_eager(session=Depends(session)):
    loads = select(Book).options(selectinload(Book.author), selectinload(Book.reviews))
    return session.scalars(loads.order_by(Book.id).limit(20)).all()


@app.get("/authors/{number}/titles")
async def titles(number: int, session=Depends(session)):
    author = session.get(Author, number)
    return [{"title": book.title, "reviews": len(book.reviews)} for book in author.books]


@app.post("/reviews")
def add(texts: dict[int, str], session=Depends(session)):
    for number, text in texts.items():
        book = session.get(Book, number)
        session.add(Review(text=text, book=book))
        session.commit()
    return len(texts)
''',
}
PREPARE = [["{python}", "fill.py"]]
SERVER = ["{bin}/uvicorn", "--host", "127.0.0.1", "--port", "{port}", "--loop", "asyncio", "--http", "h11", "shop:app"]
PAGES = [
    "/books", "/books/eager", "/authors/3/titles", "/admin/author/list", "/admin/book/list", "/admin/review/list",
    "/admin/book/list?page=2", "/admin/review/list?sortBy=text", "/admin/book/details/4", "/admin/author/edit/2",
    "/admin/review/export/csv", "/admin/book/export/json", "/books",
]
CLEAN = [r" at 0x[0-9a-f]+"]


def drive(client):
    for page in PAGES:
        client.get(page)
    client.post("/reviews", body=b'{"1": "a", "2": "b", "3": "c", "4": "d", "5": "e", "6": "f", "7": "g"}',
                Content_Type="application/json")
    client.get("/authors/2/titles")
