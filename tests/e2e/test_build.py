"""What the shared library asks of, and shows to, a process it is loaded into."""

import re

from harness import equal, smoke


@smoke
def test_shim_needs_libc_alone(context):
    dynamic = context.run(["readelf", "-dW", context.shim]).expect(0).stdout
    needed = set(re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic))
    equal(needed - {"ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}, {"libc.so.6"}, "NEEDED")


def test_shim_is_bound_at_load_and_never_unloaded(context):
    dynamic = context.run(["readelf", "-dW", context.shim]).expect(0).stdout
    for flag in ("NOW", "NODELETE"):
        assert re.search(rf"FLAGS_1\).*\b{flag}\b", dynamic), dynamic
    assert "TEXTREL" not in dynamic, dynamic


@smoke
def test_shim_exports_hooks_alone(context):
    symbols = context.run(["nm", "-D", "--defined-only", context.shim]).expect(0).stdout
    names = {line.split()[-1].split("@")[0] for line in symbols.splitlines()}
    hooked = re.compile(r"PQ\w+|sqlite3_\w+|dlopen|dlsym|dlclose|dlmopen|_?exit|_Exit|quick_exit|v?fork|exec\w+|"
                        r"posix_spawnp?|accept4?|connect|socket|listen|f?close|p(open|close)|dup[23]|epoll_ctl|p?select|epoll_p?wait2?|"
                        r"(__)?p?poll(_chk)?|(__)?(read|recv|recvfrom)(_chk)?|readv|recvmsg|(clock_)?nanosleep|u?sleep|"
                        r"sem_(init|destroy|(timed|clock|try)?wait|post)|m(un)?lockall|pthread_cond_((timed)?wait|signal|broadcast)|pthread_create|"
                        r"wait(pid|id|[34])|pipe2?|socketpair|eventfd|write|send|prctl|syscall|"
                        r"(__)?f(gets|read)(_chk)?|getline|"
                        r"(__)?getdelim|f?getc|thrd_sleep|mq_(timed)?receive|msgrcv|sigwait(info)?|sigtimedwait|sigsuspend|pause")
    equal(sorted(name for name in names if not hooked.fullmatch(name)), [], "exported names that are no hooks")
    assert names, "no hook is exported"
