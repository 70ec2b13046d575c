/*
 * A program with Perl in it, as an application that is scripted in Perl is linked: its script looks rows up
 * through a function of the program. Linked with libperl.a it exports nothing of Perl's.
 */
#include <EXTERN.h>
#include <XSUB.h>
#include <perl.h>

#include <sqlite3.h>

static sqlite3 *database;
static sqlite3_stmt *look_up;

static XS(look) {
    dXSARGS;
    if (items != 1)
        croak("look(id)");
    sqlite3_bind_int64(look_up, 1, SvIV(ST(0)));
    sqlite3_step(look_up);
    const int found = sqlite3_column_int(look_up, 0);
    sqlite3_reset(look_up);
    XSRETURN_IV(found);
}

static void start(pTHX) {
    newXS("main::look", look, __FILE__);
}

int main(int argc, char **argv, char **environment) {
    const char *words[] = {"holds_perl", "-e",
                           "my $sum = 0; for my $id (1 .. 12) { $sum += look($id) } print \"$sum\\n\""};
    sqlite3_open(":memory:", &database);
    sqlite3_exec(database, "create table parts (id integer primary key)", NULL, NULL, NULL);
    sqlite3_exec(database,
                 "with recursive n(i) as (select 1 union all select i + 1 from n where i < 12) insert into "
                 "parts select i from n",
                 NULL, NULL, NULL);
    sqlite3_prepare_v2(database, "select id from parts where id = ?", -1, &look_up, NULL);
    PERL_SYS_INIT3(&argc, &argv, &environment);
    PerlInterpreter *my_perl = perl_alloc();
    perl_construct(my_perl);
    PL_exit_flags |= PERL_EXIT_DESTRUCT_END;
    int status = perl_parse(my_perl, start, 3, (char **)words, environment);
    if (status == 0)
        status = perl_run(my_perl);
    perl_destruct(my_perl);
    perl_free(my_perl);
    PERL_SYS_TERM();
    sqlite3_finalize(look_up);
    sqlite3_close(database);
    return status;
}
