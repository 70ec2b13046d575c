"""PowerDNS 4.7 with its SQLite backend: zones loaded, checked and rectified by pdnsutil, read through the server's API."""

import json

WITNESS = "native"
PROGRAMS = {"pdns_server": "pdns-server", "pdnsutil": "pdns-server", "sqlite3": "sqlite3",
            "/usr/lib/x86_64-linux-gnu/pdns/libgsqlite3backend.so": "pdns-backend-sqlite3"}
APPLICATION = ["/pdns", "libgsqlite3backend"]
HEADERS = {"X_API_Key": "secret"}


def zone(name, hosts):
    lines = [f"$ORIGIN {name}.", f"@ 3600 IN SOA ns.{name}. admin.{name}. 1 2 3 4 5", f"@ 3600 IN NS ns.{name}.",
             f"ns 3600 IN A 192.0.2.1"]
    lines += [f"host{number} 3600 IN A 192.0.2.{number + 2}" for number in range(hosts)]
    return "\n".join(lines) + "\n"


NAMES = [f"zone{number}.example" for number in range(7)]
FILES = {f"{name}.zone": zone(name, 9) for name in NAMES}
FILES["pdns.conf"] = """launch=gsqlite3
gsqlite3-database=PLACE/pdns.db
gsqlite3-dnssec=yes
gsqlite3-pragma-synchronous=0
local-address=127.0.0.2
socket-dir=PLACE
webserver=yes
webserver-address=127.0.0.1
webserver-loglevel=none
api=yes
api-key=secret
distributor-threads=1
receiver-threads=1
loglevel=3
"""
PREPARE = [
    ["sed", "-i", "s#PLACE#{place}#", "pdns.conf"],
    ["sh", "-c", "sqlite3 pdns.db < /usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql"],
    *[["pdnsutil", "--config-dir=.", "load-zone", name, f"{name}.zone"] for name in NAMES[:5]],
    ["pdnsutil", "--config-dir=.", "secure-zone", NAMES[1]],
]
UTILITY = ["pdnsutil", "--config-dir=."]
SERVER = ["pdns_server", "--config-dir=.", "--daemon=no", "--guardian=no", "--webserver-port={port}", "--local-port={port}"]
COMMANDS = [
    [*UTILITY, "load-zone", NAMES[5], f"{NAMES[5]}.zone"],
    [*UTILITY, "list-all-zones"],
    [*UTILITY, "check-all-zones"],
    [*UTILITY, "rectify-all-zones"],
    [*UTILITY, "list-zone", NAMES[2]],
    [*UTILITY, "add-record", NAMES[2], "extra", "A", "192.0.2.200"],
    [*UTILITY, "secure-zone", NAMES[3]],
    [*UTILITY, "delete-zone", NAMES[0]],
]
CLEAN = [r"\d+ seconds?", r"\"(edited_)?serial\": \d+", r"took [\d.]+\S*", r"\"timestamp\": \d+"]
ORDERED = False
API = "/api/v1/servers/localhost"


def drive(client):
    client.get(f"{API}/zones", **HEADERS)
    client.get(f"{API}/zones?dnssec=true", **HEADERS)
    for name in NAMES[:3]:
        client.get(f"{API}/zones/{name}.", **HEADERS)
    client.get(f"{API}/search-data?q=host*&max=20", **HEADERS)
    change = {"rrsets": [{"name": f"new{number}.{NAMES[0]}.", "type": "A", "ttl": 60, "changetype": "REPLACE",
                          "records": [{"content": f"192.0.2.{number}", "disabled": False}]} for number in range(1, 9)]}
    client.ask("PATCH", f"{API}/zones/{NAMES[0]}.", json.dumps(change).encode(), {**HEADERS, "Content_Type": "application/json"})
    create = {"name": "fresh.example.", "kind": "Native", "nameservers": ["ns.fresh.example."], "rrsets": [
        {"name": f"host{number}.fresh.example.", "type": "A", "ttl": 60,
         "records": [{"content": f"192.0.2.{number}", "disabled": False}]} for number in range(1, 8)]}
    client.post(f"{API}/zones", body=json.dumps(create).encode(), **HEADERS, Content_Type="application/json")
    client.get(f"{API}/zones/fresh.example.", **HEADERS)
    client.ask("DELETE", f"{API}/zones/{NAMES[4]}.", None, HEADERS)
