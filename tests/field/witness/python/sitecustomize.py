"""The witness of Python programs: each statement that `sqlite3` begins, with the Python stack it came from.

Loaded because its folder is in PYTHONPATH; does nothing unless FIELD_WITNESS names a directory. SQLite itself
tells the statements (`Connection.set_trace_callback`), CPython the frames. Each process writes
FIELD_WITNESS/PID.jsonl:

    {"site": 7, "file": …, "line": …, "function": …, "instruction": …, "many": true|false}
    {"statement": "…", "request": 3, "thread": …, "connection": 1, "driver": "sqlite", "stack": [[12, 7], …]}

A stack is outermost first: pairs of an activation (one number for each call of a function, however often its
frame is resumed) and a site (code object and instruction). `many` marks a call of `executemany`.

The activation's number is kept in the frame's `f_trace`, which nothing reads while no tracer is set: so nothing
lives longer because it is watched.
"""

import contextlib
import dis
import itertools
import json
import os
import sys
import threading

DIRECTORY = os.environ.get("FIELD_WITNESS")


class Log:
    def __init__(self, directory):
        self.directory = directory
        self.lock = threading.RLock()
        self.activations = itertools.count(1)
        self.connections = itertools.count(1)
        self.begin()
        os.register_at_fork(after_in_child=self.begin)

    def begin(self):
        self.file = None
        self.sites = {}

    def write(self, entry):
        if self.file is None:
            self.file = open(f"{self.directory}/{os.getpid()}.jsonl", "a", encoding="utf-8", buffering=1)
        self.file.write(json.dumps(entry) + "\n")

    def request(self):
        """What the driver of the run is asking for at present; it asks for one thing at a time."""
        try:
            with open(f"{self.directory}/request", encoding="ascii") as file:
                return int(file.read())
        except (OSError, ValueError):
            return 0

    def activation(self, frame):
        if not isinstance(frame.f_trace, int):
            frame.f_trace = next(self.activations)
        return frame.f_trace

    def site(self, frame):
        template = template_line(frame)
        key = (frame.f_code, frame.f_lasti, template)
        if key not in self.sites:
            self.sites[key] = len(self.sites) + 1
            file, line = template or (frame.f_code.co_filename, frame.f_lineno)
            self.write({
                "site": self.sites[key], "file": file, "line": line, "function": frame.f_code.co_qualname,
                "code_file": frame.f_code.co_filename, "code_line": frame.f_lineno, "template": bool(template),
                "instruction": frame.f_lasti, "many": calls_for_many(frame.f_code, frame.f_lasti),
            })
        return self.sites[key]

    def statement(self, sql, connection, driver):
        if sql.startswith("-- "):  # run by another statement: a virtual table's, a trigger's
            return
        with self.lock:
            stack = joined_stack(sys._getframe(2))
            self.write({"statement": sql, "request": self.request(), "thread": threading.get_ident(),
                        "connection": connection, "driver": driver, "stack": stack})


def template_line(frame):
    """File and line of the template a frame runs, for engines that say so; else None."""
    file, function = frame.f_code.co_filename, frame.f_code.co_name
    if function == "render_annotated" and file.endswith("django/template/base.py"):
        node = frame.f_locals.get("self")
        with contextlib.suppress(AttributeError):
            return node.origin.name, node.token.lineno
    template = frame.f_globals.get("__jinja_template__") if "name" in frame.f_globals else None
    if template is not None:
        return template.filename or template.name or file, template.get_corresponding_lineno(frame.f_lineno)
    return None


def calls_for_many(code, offset):
    """Whether the instruction is in a call of executemany or executescript: a call, whatever it runs."""
    name = None
    for instruction in dis.get_instructions(code):
        if instruction.offset >= offset:
            break
        if instruction.opname in ("LOAD_METHOD", "LOAD_ATTR"):
            if str(instruction.argval).startswith("execute"):
                name = instruction.argval
    return name in ("executemany", "executescript")


# ---- What a stack does not show: who handed this work to a thread or a loop of events -------------------

# Function that runs what was handed over, in its file: where `handed_over` finds the stack of who did it.
RUNNERS = {
    ("asyncio/events.py", "_run"): lambda frame: current_task_base(),
    ("concurrent/futures/thread.py", "run"): lambda frame: getattr(frame.f_locals.get("self"), "witness_base", []),
    ("threading.py", "_bootstrap_inner"): lambda frame: getattr(frame.f_locals.get("self"), "witness_base", []),
    ("anyio/_backends/_asyncio.py", "run"): lambda frame: [],
    ("socketserver.py", "process_request_thread"): lambda frame: [],
}
TAKEN = threading.local()  # by: the activation that took a piece of work from a queue; base: who put it there
TASKS = None  # WeakKeyDictionary: task → stack of who made it


def current_task_base():
    if TASKS is None:
        return []
    import asyncio
    try:
        task = asyncio.current_task()
    except RuntimeError:  # no loop runs in this thread
        return []
    return TASKS.get(task, []) if task else []


def joined_stack(frame):
    """Outermost first; begins with the stack of who handed this work over, where that is known."""
    inner = []
    taken = getattr(TAKEN, "by", None)
    while frame is not None:
        if taken is not None and frame.f_trace == taken:
            return TAKEN.base + inner[::-1]
        code = frame.f_code
        file = code.co_filename
        if file != __file__:
            runner = RUNNERS.get(("/".join(file.split("/")[-2:]), code.co_name)) \
                or RUNNERS.get(("/".join(file.split("/")[-3:]), code.co_name)) \
                or RUNNERS.get((file.split("/")[-1], code.co_name))
            if runner:
                return list(runner(frame)) + inner[::-1]
            inner.append([LOG.activation(frame), LOG.site(frame)])
        frame = frame.f_back
    return inner[::-1]


def remember_stack(holder):
    with LOG.lock, contextlib.suppress(AttributeError):
        holder.witness_base = joined_stack(sys._getframe(2))


def watch_threads():
    start = threading.Thread.start

    def started(self):
        remember_stack(self)
        return start(self)

    threading.Thread.start = started


def watch_executors(module):
    item = module._WorkItem
    begin = item.__init__

    def made(self, *arguments, **named):
        begin(self, *arguments, **named)
        remember_stack(self)

    item.__init__ = made


class Held:
    """A queue's item, with the stack of who put it there."""

    def __init__(self, item, base):
        self.item = item
        self.base = base


def watch_queues(module):
    """What the frame that took an item calls from then on is work of who put it, until it takes the next."""
    def put(self, item):
        with LOG.lock:
            self.queue.append(Held(item, joined_stack(outside(sys._getframe(1), module))))

    def get(self):
        held = self.queue.popleft()
        consumer = outside(sys._getframe(1), module)
        if consumer is not None:
            TAKEN.by, TAKEN.base = LOG.activation(consumer), held.base
        return held.item

    module.Queue._put, module.Queue._get = put, get


def outside(frame, module):
    while frame is not None and frame.f_code.co_filename == module.__file__:
        frame = frame.f_back
    return frame


def watch_tasks(module):
    global TASKS
    import weakref
    TASKS = weakref.WeakKeyDictionary()
    create = module.BaseEventLoop.create_task

    def created(self, *arguments, **named):
        task = create(self, *arguments, **named)
        with LOG.lock:
            TASKS[task] = joined_stack(sys._getframe(1))
        return task

    module.BaseEventLoop.create_task = created


# ---- Drivers --------------------------------------------------------------------------------------------


def watch_sqlite(module):
    connect = module.connect

    def connected(*arguments, **named):
        connection = connect(*arguments, **named)
        number = next(LOG.connections)
        connection.set_trace_callback(lambda sql: LOG.statement(sql, number, "sqlite"))
        return connection

    module.connect = connected  # the package sqlite3 takes its names from here


WATCHED = {
    "concurrent.futures.thread": watch_executors,
    "asyncio.base_events": watch_tasks,
    "queue": watch_queues,
    "sqlite3.dbapi2": watch_sqlite,
}


class Finder:
    """Calls a module's watcher as soon as the module has been loaded, and is in nobody's way."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        watcher = WATCHED.pop(name, None)
        if watcher is None:
            return None
        import importlib.util
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def loaded(module):
            load(module)
            watcher(module)

        spec.loader.exec_module = loaded
        return spec


if DIRECTORY:
    LOG = Log(DIRECTORY)
    sys.meta_path.insert(0, Finder)
    watch_threads()
