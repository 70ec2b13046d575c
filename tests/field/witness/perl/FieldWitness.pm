package FieldWitness;

# The witness of Perl programs: each statement that DBD::SQLite begins (sqlite_trace), with Perl's own stack. Loaded by
# PERL5OPT; does nothing unless FIELD_WITNESS names a directory. Writes what the witness of Python programs does
# (../python/sitecustomize.py). An activation is told by Scope::Upper's uid of the sub's context; Perl gives the line
# of a call, and not more.

use strict;
use warnings;
use Cwd ();

# A script that was started by a relative name is told by it.
my $started_in = Cwd::getcwd();
my $directory = $ENV{FIELD_WITNESS};
my ($log, $owner, %sites, %activations, $connections);

sub text {
    my $text = shift // '';
    utf8::decode($text) unless utf8::is_utf8($text);
    $text =~ s/([\x00-\x1f"\\\x7f-\x{10ffff}])/ord($1) > 0xffff ? '?' : sprintf('\\u%04x', ord $1)/ge;
    return qq("$text");
}

sub site {
    my ($file, $line, $function) = @_;
    $file = "$started_in/$file" if -e "$started_in/$file" && $file !~ m{^/};
    my $key = "$file\0$line\0$function";
    return $sites{$key} if $sites{$key};
    my $number = $sites{$key} = 1 + keys %sites;
    syswrite $log, sprintf(qq({"site": %d, "file": %s, "line": %d, "function": %s, "code_file": %s, "code_line": %d, )
          . qq("instruction": %d, "many": false}\n), $number, text($file), $line, text($function), text($file), $line, $line);
    return $number;
}

sub request {
    open my $file, '<', "$directory/request" or return 0;
    my $number = <$file>;
    return int($number // 0);
}

sub statement {
    my ($text, $connection) = @_;
    return if $text =~ /^-- /;
    if (!$log || $owner != $$) {
        open $log, '>>', "$directory/$$.jsonl" or return;
        ($owner, %sites) = ($$);
    }
    # caller($depth) says where that sub was called: its frame's line is where the next one inside was.
    my (@inner, $depth);
    my ($package, $file, $line) = caller(1);
    for ($depth = 2; ; $depth++) {
        my @called = caller($depth);
        my $function = @called ? $called[3] : 'main';
        my $activation = 'main';
        if (@called) {
            my $uid = Scope::Upper::uid(Scope::Upper::CALLER($depth));
            $activation = $uid;
        }
        my $number = $activations{$activation} //= 1 + keys %activations;
        unshift @inner, sprintf('[%d, %d]', $number, site($file, $line, $function)) if $file !~ /FieldWitness/;
        last unless @called;
        ($package, $file, $line) = @called[0 .. 2];
    }
    syswrite $log, sprintf(qq({"statement": %s, "request": %d, "thread": 1, "connection": %d, "driver": "sqlite", )
          . qq("stack": [%s]}\n), text($text), request(), $connection, join(', ', @inner));
}

if ($directory) {
    require Scope::Upper;
    require DBI;
    require DBD::SQLite;
    no warnings 'redefine';
    my $connect = \&DBD::SQLite::dr::connect;
    *DBD::SQLite::dr::connect = sub {
        my $handle = $connect->(@_);
        if ($handle) {
            my $number = ++$connections;
            # The driver's inner handle has the method on its outer one alone.
            DBD::SQLite::db::sqlite_trace($handle, sub { statement($_[0], $number) });
        }
        return $handle;
    };
}

1;
