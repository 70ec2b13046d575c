"""What a statement is to the witness: its normal form, and what it does by its first words.

Normal forms come from `loopline normalize`, so that both sides mean the same by "the same statement"; nothing
else of Loopline has a part in the truth.
"""

import json
import re
import subprocess

CATALOGUES = re.compile(r"\b(sqlite_(temp_)?(master|schema)|pg_catalog|information_schema|pg_[a-z_]+)\b|\bpragma_")
TRANSACTION = {"begin", "commit", "rollback", "end", "savepoint", "release", "start", "abort"}
SCHEMA = {"create", "alter", "drop", "pragma", "vacuum", "analyze", "reindex", "attach", "detach", "explain",
          "set", "show", "reset", "discard", "lock", "grant", "revoke", "comment", "listen", "unlisten", "notify"}
WRITES = {"insert", "update", "delete", "replace", "merge"}
CURSOR = {"declare", "fetch", "close", "move", "copy", "deallocate", "prepare", "execute"}
ITEM = r"(?:'(?:[^']|'')*'|[-+]?[\w.]+|\?\w*|[:$@]\w+|%s|x'[0-9a-f]*')"
BATCH = re.compile(rf"\bin\s*\(\s*{ITEM}\s*,\s*{ITEM}", re.IGNORECASE)
ROWS = re.compile(r"\bvalues\s*\((?:[^()']|'(?:[^']|'')*'|\([^()]*\))*\)\s*,\s*\(", re.IGNORECASE)


def same_text(normal_form):
    """One form for a value that was bound and one that SQLite's trace wrote out."""
    form = re.sub(r"\bis not (null|true|false)\b", "is not ?", normal_form)
    form = re.sub(r"\bis (null|true|false)\b", "is ?", form)
    form = re.sub(r"\b(null|true|false)\b", "?", form)
    form = re.sub(r"- \?|-\?", "?", form)
    return re.sub(r"\bin \(\?(, \?)+\)", "in (?)", form)


def normal_forms(loopline, texts, driver):
    """A dictionary: raw text → normal form, made comparable."""
    texts = list(texts)
    if not texts:
        return {}
    dialect = "sqlite" if driver == "sqlite" else "postgresql"
    done = subprocess.run(
        [loopline, "normalize", "-0", "--json", "--dialect", dialect], check=True,
        input="".join(text.replace("\0", " ") + "\0" for text in texts).encode(), stdout=subprocess.PIPE,
    )
    forms = [json.loads(line)["normalized"] for line in done.stdout.decode().splitlines()]
    if len(forms) != len(texts):
        raise RuntimeError(f"loopline normalize answered {len(forms)} of {len(texts)} statements")
    return {text: same_text(form) for text, form in zip(texts, forms)}


def kind(form):
    """read, write, transaction, schema, catalogue, cursor or ping."""
    word = re.match(r"[(\s]*([a-z]+)", form)
    word = word.group(1) if word else ""
    if word in TRANSACTION:
        return "transaction"
    if word in SCHEMA:
        return "schema"
    if word in CURSOR:
        return "cursor"
    if CATALOGUES.search(form):
        return "catalogue"
    if word in WRITES or (word == "with" and re.search(r"\b(insert into|update|delete from)\b", form)):
        return "write"
    if not re.search(r"\bfrom\b", form):
        return "ping"  # asks no table: select ?, select last_insert_rowid()
    return "read"


def is_batch(text):
    return bool(BATCH.search(text) or ROWS.search(text))


def is_page(form):
    """Takes a part of what matches, and the next time the part after it."""
    return bool(re.search(r"\blimit \? offset\b|\boffset \?|\blimit \?, ", form))


def tables(form):
    """Names of the tables a statement reads or writes, roughly."""
    return set(re.findall(r'\b(?:from|join|into|update)\s+(?:or \w+ )?"?([\w.]+)"?', form))


def written(form):
    found = re.findall(r'\b(?:insert (?:or \w+ )?into|update(?: or \w+)?|delete from|replace into)\s+"?([\w.]+)"?', form)
    return set(found)
