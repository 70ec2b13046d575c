"""bogofilter 1.2.5 with its word lists in SQLite: mails learnt, forgotten, scored, the list dumped, loaded and cleaned up."""

WITNESS = "native"
PROGRAMS = {"bogofilter-sqlite": "bogofilter-sqlite", "bogoutil-sqlite": "bogofilter-sqlite"}
APPLICATION = ["/bogofilter", "/bogoutil"]


def mail(number, kind):
    words = " ".join(f"{kind}word{(number * 7 + word * word) % 90} common{word % 11}" for word in range(40))
    return (f"From sender{number}@example.com Mon May  6 10:{number % 60:02d}:00 2024\nFrom: sender{number}@example.com\n"
            f"To: reader@example.com\nSubject: {kind} letter {number}\nDate: Mon, 6 May 2024 10:00:00 +0000\n"
            f"Message-Id: <{kind}{number}@example.com>\n\n{words}\n\n")


def mailbox(numbers, kind):
    return "".join(mail(number, kind) for number in numbers)


FILES = {
    "good.mbox": mailbox(range(12), "good"), "bad.mbox": mailbox(range(12), "bad"),
    "new.mbox": mailbox(range(12, 18), "good") + mailbox(range(12, 16), "bad"),
    "one.mail": mail(20, "bad"),
    "words": "".join(f"added{number} {number} {number * 2} 20240506\n" for number in range(30)),
    "ask": "".join(f"goodword{number}\n" for number in range(25)),
}
PREPARE = [["mkdir", "lists"]]
FILTER = ["bogofilter-sqlite", "-C", "-d", "lists"]
UTIL = ["bogoutil-sqlite", "-C"]
COMMANDS = [
    [*FILTER, "-n", "-M", "-I", "good.mbox"],
    [*FILTER, "-s", "-M", "-I", "bad.mbox"],
    [*FILTER, "-v", "-v", "-M", "-I", "new.mbox"],
    [*FILTER, "-S", "-n", "-I", "one.mail"],
    ["sh", "-c", "bogofilter-sqlite -C -d lists -u -T < one.mail; true"],
    ["sh", "-c", "bogoutil-sqlite -C -w lists/wordlist.db < ask"],
    ["sh", "-c", "bogoutil-sqlite -C -p lists/wordlist.db < ask"],
    ["sh", "-c", "bogoutil-sqlite -C -l lists/wordlist.db < words"],
    [*UTIL, "-d", "lists/wordlist.db"],
    [*UTIL, "-m", "lists/wordlist.db", "-c", "1"],
    [*UTIL, "-H", "lists/wordlist.db"],
    [*FILTER, "-N", "-M", "-I", "good.mbox"],
]
