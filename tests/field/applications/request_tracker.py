"""Request Tracker 5 (DBIx::SearchBuilder, Mason) under its own server on SQLite: searches, tickets, their history, links, queues, users, bulk changes."""

WITNESS = "perl"
ROOT = "/usr/share/request-tracker5"
PROGRAMS = {"perl": "perl", f"{ROOT}/lib/RT.pm": "request-tracker5", "/usr/sbin/rt-setup-database-5": "rt5-db-sqlite",
            f"{ROOT}/libexec/rt-server": "rt5-standalone",
            "/usr/lib/x86_64-linux-gnu/perl5/5.36/Scope/Upper.pm": "libscope-upper-perl"}
FILES = {
    "site.pm": '''
my $place = $ENV{RT_PLACE};
Set($rtname, 'field');
Set($Organization, 'field.example.org');
Set($WebDomain, '127.0.0.1');
Set($WebPort, $ENV{RT_PORT});
Set($DatabaseType, 'SQLite');
Set($DatabaseName, "$place/rt.db");
Set($DatabaseUser, '');
Set($DatabasePassword, '');
Set($LogToSTDERR, 'critical');
Set($LogToSyslog, undef);
Set($MailCommand, 'testfile');
Set($WebSessionClass, 'Apache::Session::File');
Set($MasonDataDir, "$place/mason");
Set($RestrictReferrer, 0);
Set($UseTransactionBatch, 0);
1;
''',
    "fill.pl": '''
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT -init;
my $system = RT->SystemUser;
my @users;
for my $number (1 .. 8) {
    my $user = RT::User->new($system);
    my ($id, $message) = $user->Create(Name => "user$number", EmailAddress => "user$number\\@example.org", Privileged => 1);
    die $message if !$id;
    push @users, $user;
}
my $field = RT::CustomField->new($system);
$field->Create(Name => 'Place', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', Queue => 0);
my @tickets;
for my $number (1 .. 6) {
    my $queue = RT::Queue->new($system);
    $queue->Create(Name => "Queue $number");
    $queue->AddWatcher(Type => 'AdminCc', PrincipalId => $_->id) for @users[0 .. 4];
    for my $count (1 .. 4) {
        my $ticket = RT::Ticket->new($system);
        my ($id, $transaction, $message) = $ticket->Create(Queue => $queue->id, Subject => "Ticket $number $count",
            Owner => $users[($number + $count) % 8]->id, Requestor => [map { "user$_\\@example.org" } 1 .. 1 + $count],
            'CustomField-' . $field->id => "place $count");
        die $message if !$id;
        $ticket->Comment(Content => "comment $_") for 1 .. 3;
        $ticket->AddLink(Type => 'DependsOn', Target => $tickets[-1]->id) if @tickets;
        $ticket->AddLink(Type => 'MemberOf', Target => $tickets[0]->id) if @tickets;
        push @tickets, $ticket;
    }
}
''',
}
ENVIRONMENT = {"RT_SITE_CONFIG": "{place}/site.pm", "RT_SITE_CONFIG_DIR": "{place}/none", "RT_PLACE": "{place}", "RT_PORT": "{port}",
               "PERL_HASH_SEED": "0"}
PREPARE = [
    ["mkdir", "-p", "none", "mason"],
    ["rt-setup-database-5", "--action", "init", "--skip-create", "--dba", "root", "--dba-password", "none"],
    ["perl", "fill.pl"],
]
SERVER = ["perl", f"{ROOT}/libexec/rt-server", "--port", "{port}", "--host", "127.0.0.1"]
APPLICATION = [f"{ROOT}/"]
CLEAN = [r"Time to display: [\d.]+", r"\b[0-9a-f]{16,64}\b", r"CSRF_Token=\w+", r"\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}", r"\d\d:\d\d:\d\d",
         r"\d+ (?:seconds?|minutes?) ago", r"t=\d+", r"[?&;]_=\d+", r"CreateTicket-\d+"]
SECONDS = 300


def drive(client):
    client.post("/NoAuth/Login.html", form={"user": "root", "pass": "password"})
    for path in ("/", "/Search/Results.html?Query=id%3E0&Format=%27id%27%2C%27Subject%27%2C%27OwnerName%27%2C%27QueueName%27%2C%27Requestors%27"
                 "&Rows=20&OrderBy=id", "/Ticket/Display.html?id=1", "/Ticket/Display.html?id=5", "/Ticket/ModifyAll.html?id=7",
                 "/Ticket/History.html?id=6", "/Ticket/ModifyLinks.html?id=1", "/Ticket/Graphs/index.html?id=ticket:1",
                 "/Admin/Queues/", "/Admin/Users/", "/Admin/Queues/People.html?id=4", "/Admin/CustomFields/",
                 "/Admin/Global/GroupRights.html", "/Search/Bulk.html?Query=id%3E0&Rows=20", "/Dashboards/index.html",
                 "/Search/Results.tsv?Query=id%3E0&Format=%27id%27%2C%27Subject%27%2C%27Requestors%27", "/Tools/MyDay.html"):
        client.get(path)
    client.post("/Search/Bulk.html", form={"Query": "id>0", "Rows": "20", "Update": "1", "Priority": "7",
                                           **{f"UpdateTicket{number}": "1" for number in range(1, 9)}})
