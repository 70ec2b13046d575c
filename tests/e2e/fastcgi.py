"""As much of FastCGI's client as asks php-fpm for a page (FastCGI 1.0 specification, 3.3 and 5)."""

import socket
import struct

BEGIN, PARAMETERS, INPUT, OUTPUT, END = 1, 4, 5, 6, 3
RESPONDER = struct.pack("!HB5x", 1, 0)


def record(kind, content):
    return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content


def pair(name, value):
    """Name and value, each short enough for a length of one byte, or with one of four."""
    def length(text):
        return struct.pack("!B", len(text)) if len(text) < 128 else struct.pack("!I", len(text) | 1 << 31)

    name, value = name.encode(), str(value).encode()
    return length(name) + length(value) + name + value


def read(stream, count):
    data = b""
    while len(data) < count:
        more = stream.recv(count - len(data))
        if not more:
            raise ConnectionError("php-fpm has hung up")
        data += more
    return data


def ask(path, script, query=""):
    """Asks at a unix socket for a script; its output without headers."""
    parameters = {"REQUEST_METHOD": "GET", "SCRIPT_FILENAME": script, "SCRIPT_NAME": f"/{script.name}",
                  "QUERY_STRING": query, "REQUEST_URI": f"/{script.name}?{query}", "SERVER_PROTOCOL": "HTTP/1.1"}
    output = b""
    with socket.socket(socket.AF_UNIX) as stream:
        stream.settimeout(30)
        stream.connect(str(path))
        stream.sendall(record(BEGIN, RESPONDER)
                       + record(PARAMETERS, b"".join(pair(*item) for item in parameters.items()))
                       + record(PARAMETERS, b"") + record(INPUT, b""))
        while True:
            _, kind, _, length, padding = struct.unpack("!BBHHBx", read(stream, 8))
            content = read(stream, length + padding)[:length]
            if kind == OUTPUT:
                output += content
            if kind == END:
                return output.partition(b"\r\n\r\n")[2].decode()
