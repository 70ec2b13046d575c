# DBIx::Class: each CD asks for its artist by the relationship.
# loopline: databases sqlite postgresql
# loopline: finding artist kind=n+1 n=20 episodes=1 table=artists parent=cds link=artist_id confidence=confirmed
# loopline: finding tracks kind=n+1 n=20 episodes=1 table=tracks parent=cds link=id confidence=confirmed
# loopline: twin
package Music::Result::Artist;
use strict;
use warnings;
use base 'DBIx::Class::Core';
__PACKAGE__->table('artists');
__PACKAGE__->add_columns(qw(id name));
__PACKAGE__->set_primary_key('id');

package Music::Result::Track;
use base 'DBIx::Class::Core';
__PACKAGE__->table('tracks');
__PACKAGE__->add_columns(qw(id cd_id title));
__PACKAGE__->set_primary_key('id');

package Music::Result::CD;
use base 'DBIx::Class::Core';
__PACKAGE__->table('cds');
__PACKAGE__->add_columns(qw(id title artist_id));
__PACKAGE__->set_primary_key('id');
__PACKAGE__->belongs_to(artist => 'Music::Result::Artist', 'artist_id');
__PACKAGE__->has_many(tracks => 'Music::Result::Track', 'cd_id');

package Music;
use base 'DBIx::Class::Schema';
__PACKAGE__->register_class(Artist => 'Music::Result::Artist');
__PACKAGE__->register_class(Track => 'Music::Result::Track');
__PACKAGE__->register_class(CD => 'Music::Result::CD');

package main;
use FindBin;
use lib $FindBin::Bin;
use Support;

my $database = open_database();
$database->do('create table artists (id integer primary key, name text)');
$database->do('create table cds (id integer primary key, title text, artist_id integer)');
$database->do('create table tracks (id integer primary key, cd_id integer, title text)');
$database->do('insert into artists ' . numbers(20) . " select 800 + i * 6, 'artist ' || i from n");
$database->do('insert into cds ' . numbers(20) . " select 50 + i * 3, 'cd ' || i, 800 + (21 - i) * 6 from n");
$database->do('insert into tracks ' . numbers(60) . " select i, 50 + (i % 20 + 1) * 3, 'track ' || i from n");

my $schema = Music->connect(sub { return $database });
my @lines;
my $cds = $schema->resultset('CD')->search({}, {order_by => 'me.id'});
$cds = $cds->search({}, {prefetch => ['artist', 'tracks']}) if is_fixed();
while (my $cd = $cds->next) { # header: artist, header: tracks
    my $artist = $cd->artist->name; # loop: artist
    my @tracks = map { $_->title } $cd->tracks; # loop: tracks
    push @lines, $cd->title . " by $artist: @tracks";
}
die scalar @lines if @lines != 20 || $lines[0] !~ /^cd 1 by artist 20: track/;
