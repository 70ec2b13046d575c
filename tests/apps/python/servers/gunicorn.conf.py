"""Two workers on a Unix socket, which tell on standard output that they listen."""

workers = 2
worker_class = "sync"
loglevel = "error"
control_socket_disable = True


def when_ready(server):
    print("ready", flush=True)
