# Loopline's build. Every list of sources is a wildcard: a new file needs no change here.
#
#   make                 the shim (libloopline.so) and the command (loopline), in build/
#   make demo            a small program with an N+1 problem, recorded and reported
#   make test            everything: unit tests, the same with sanitizers, end-to-end tests; TESTS=text: some
#   make quick           unit tests and the smoke part of the end-to-end tests, in under a minute
#   make unit            unit tests alone; unit-sanitized, unit-threads: under ASan and UBSan, under TSan
#   make e2e             end-to-end tests alone
#   make score           how often the verdicts are right, on the labelled programs of tests/cases/labelled
#   make harmless        faults on purpose: killed at any moment, each allocation failing, threads by the thousand
#   make transparency    others' test suites with the shim and without it: the same counts; SUITES=psycopg2,psql: some
#   make field           the same on real applications, with a witness of its own; FIELD=optuna,wagtail runs some
#   make bench           what recording costs, beside other tools
#   make fuzz            every fuzzer for FUZZ_SECONDS (60), with clang's libFuzzer; FUZZ=reader,symbols: some
#   make collector       an OpenTelemetry Collector, for the tests that are skipped without one (needs Go)
#   make fresh           demo and test in a bare Debian 12, as root and as a user with sudo (needs root, debootstrap)
#   make lint            rooms, format, clang's warnings, gcc's analyzer, clang-tidy, cppcheck
#   make compile_commands.json   for editors and clangd
#   make install         PREFIX=/usr/local, DESTDIR= for packagers; uninstall takes it away
#   make deb             Debian packages of library and command; make dist: the source as an archive
#   make clean           removes build/
#   make help            this list
#
# V=1 shows the commands, BUILD=dir builds elsewhere, CC=clang uses another compiler.
# The shim and the command share only src/sql and include/: they are compiled apart, with different flags.

BUILD  ?= build
PREFIX ?= /usr/local
ifeq ($(origin CC),default)
CC := gcc
endif
CLANG        ?= clang
CLANG_FORMAT ?= clang-format
CLANG_TIDY   ?= clang-tidy
CPPCHECK     ?= cppcheck
AR           ?= ar

V ?= 0
ifeq ($(V),0)
Q   := @
say  = @printf '  %-8s %s\n' '$(1)' '$(2)'
MAKEFLAGS += --no-print-directory
else
Q   :=
say  = @:
endif

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.DEFAULT_GOAL := all

.PHONY: help
help:
	$(Q)sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))

# ---- Flags ---------------------------------------------------------------------------------------------

CFLAGS ?= -O2 -g
libpq_headers := $(shell pg_config --includedir 2>/dev/null || echo /usr/include/postgresql)
# _GNU_SOURCE is defined here for all files, none needs to do it itself.
preprocess := -D_GNU_SOURCE= -Iinclude -Isrc -isystem $(libpq_headers) -MMD -MP
# TRACE=1: the shim tells what it does in the file that LOOPLINE_TRACE names (src/libc/trace.h); for debugging.
ifeq ($(TRACE),1)
preprocess += -DLOOPLINE_TRACE_BUILD
endif
warnings   := -std=gnu11 -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
# The shim: nothing exported but the hooks; unwind tables even where an exception passes through C;
# thread-local state that needs no call into the loader.
shim_flags := -fPIC -fvisibility=hidden -fexceptions -ftls-model=initial-exec -fno-plt
ifeq ($(shell uname -m),x86_64)
shim_flags += -fcf-protection
endif
# gcc (12) moves part of a hook into a function of its own, which then takes the hook for its caller (CALLER).
ifneq ($(findstring gcc,$(CC)),)
shim_flags += -fno-partial-inlining
endif
# A statement passes through several files: inlined across them, it costs a seventh fewer instructions.
shim_optimised := $(if $(findstring gcc,$(CC)),-flto=auto)
# -z defs: libc alone may be needed; -z nodelete: hooks must outlive a dlclose.
shim_link  := -shared -Wl,-soname,libloopline.so -Wl,--as-needed -Wl,-z,now -Wl,-z,relro -Wl,-z,nodelete \
              -Wl,-z,defs
command_libraries := -ldw -lelf -lcapstone -ljansson -lz -lncursesw -ltinfo -lm
sanitize   := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
# gcc's does not know fences; the reader of a live capture has one, which no thread here waits for.
sanitize_threads := -O1 -g -fno-omit-frame-pointer -fsanitize=thread $(if $(findstring gcc,$(CC)),-Wno-tsan)

# ---- Sources -------------------------------------------------------------------------------------------

# The sources in some rooms, at any depth; $(1): folders, $(2): endings
sources_in = $(sort $(shell find $(wildcard $(1)) $(foreach ending,$(2),-name '*.$(ending)' -o) -false))
host_rooms    := src/libc src/host src/shim src/stack src/sql src/python src/capture/interned src/capture/writer
command_rooms := src/base src/sql src/python src/capture/reader src/analyze src/bundle src/advice src/model src/report src/cli

shim_sources    := $(call sources_in,$(host_rooms),c S)
command_sources := $(call sources_in,$(command_rooms),c)

# Unit tests mirror src: tests/unit/ROOM/test_FILE.c. They link all of the command but its main, and what runs
# in the host; of the shim, whose hooks would take the place of the C library's functions, tests/unit/shim alone.
unit_files      := $(filter-out tests/unit/fixtures/%,$(call sources_in,tests/unit,c))
unit_helpers    := $(filter tests/unit/helpers/%,$(unit_files))
unit_tests      := $(patsubst tests/unit/%.c,%,$(filter-out $(unit_helpers),$(unit_files)))
unit_sources    := $(filter-out src/cli/main.c,$(command_sources)) \
                   $(call sources_in,$(filter-out src/shim src/sql,$(host_rooms)),c S) $(unit_helpers)
# What the threads of a host share is also tested with ThreadSanitizer.
threads_tests   := $(filter host/% shim/% stack/% capture/interned/% capture/writer/%,$(unit_tests))
threads_sources := $(call sources_in,$(filter-out src/shim,$(host_rooms)) src/base src/capture/reader,c S) $(unit_helpers)

objects = $(patsubst %,$(BUILD)/$(1)/%.o,$(2))
shim_objects    := $(call objects,shim,$(shim_sources))
command_objects := $(call objects,command,$(command_sources))

# ---- The two programs ----------------------------------------------------------------------------------

.PHONY: all
all: $(BUILD)/libloopline.so $(BUILD)/loopline

$(BUILD)/libloopline.so: $(shim_objects)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(shim_flags) $(shim_optimised) $(LDFLAGS) $(shim_link) -o $@ $^

$(BUILD)/loopline: $(command_objects)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(command_libraries)

# One rule per set of flags: a source used by both programs is compiled twice.
define compile_rules
$(BUILD)/$(1)/%.c.o: %.c Makefile
	$$(call say,CC,$$@)
	@mkdir -p $$(@D)
	$(Q)$$(CC) $$(CPPFLAGS) $(preprocess) $$(if $$(filter tests/%,$$<),-Itests/unit) $(warnings) $(2) -c -o $$@ $$<
$(BUILD)/$(1)/%.S.o: %.S Makefile
	$$(call say,AS,$$@)
	@mkdir -p $$(@D)
	$(Q)$$(CC) $$(CPPFLAGS) $(preprocess) $(2) -c -o $$@ $$<
endef
$(eval $(call compile_rules,shim,$(CFLAGS) $(shim_flags) $(shim_optimised)))
$(eval $(call compile_rules,command,$(CFLAGS)))
$(eval $(call compile_rules,sanitized,$(CFLAGS) $(sanitize)))
$(eval $(call compile_rules,threads,$(CFLAGS) $(sanitize_threads)))

# The page's style and script are parts of the program, as they are.
$(BUILD)/command/src/report/html/assets.c.o $(BUILD)/sanitized/src/report/html/assets.c.o: \
    src/report/html/page.css src/report/html/flame.js src/report/html/page.js src/report/html/comparison.js

# ---- Unit tests ----------------------------------------------------------------------------------------

# What goes through tests/unit/helpers/failing_calls.c.
failing_calls := open descriptor_status ftruncate mkdir mmap munmap posix_fallocate
failing_link  := $(foreach call,$(failing_calls),-Wl,--wrap=$(call))

# Hooks of functions that the tests of the shim call themselves.
hooks_of_tests := src/shim/waits/starts.c src/shim/waits/writes.c

# $(1): where the test programs go; $(2): set of flags; $(3): flags for the link; $(4): tests; $(5): sources
define unit_rules
$(1)/libunit.a: $(call objects,$(2),$(5))
$(1)/libshim.a: $(call objects,$(2),$(filter-out $(hooks_of_tests),$(call sources_in,src/shim,c)))
$(1)/libunit.a $(1)/libshim.a:
	$$(call say,AR,$$@)
	@mkdir -p $$(@D)
	$(Q)rm -f $$@ && $$(AR) rcs $$@ $$^
$(addprefix $(1)/,$(filter shim/%,$(4))): $(1)/libshim.a
$(addprefix $(1)/,$(4)): $(1)/%: $(BUILD)/$(2)/tests/unit/%.c.o $(1)/libunit.a
	$$(call say,LINK,$$@)
	@mkdir -p $$(@D)
	$(Q)$$(CC) $(3) $$(LDFLAGS) $(failing_link) -o $$@ $$< $$(filter %/libshim.a,$$^) $(1)/libunit.a \
	    $$(command_libraries) -lcmocka -lpthread
endef
$(eval $(call unit_rules,$(BUILD)/tests/unit,command,$(CFLAGS),$(unit_tests),$(unit_sources)))
$(eval $(call unit_rules,$(BUILD)/sanitized/unit,sanitized,$(CFLAGS) $(sanitize),$(unit_tests),$(unit_sources)))
$(eval $(call unit_rules,$(BUILD)/threads/unit,threads,$(CFLAGS) $(sanitize_threads),$(threads_tests),$(threads_sources)))

unit_programs      := $(addprefix $(BUILD)/tests/unit/,$(unit_tests))
sanitized_programs := $(addprefix $(BUILD)/sanitized/unit/,$(unit_tests))
threads_programs   := $(addprefix $(BUILD)/threads/unit/,$(threads_tests))

# tests/unit/fixtures/NAME/fixtures.mk gives the target fixtures-NAME, which fills $(fixtures)/NAME.
fixtures := $(BUILD)/fixtures
fixture_makefiles := $(wildcard tests/unit/fixtures/*/fixtures.mk)
fixture_targets   := $(patsubst tests/unit/fixtures/%/fixtures.mk,fixtures-%,$(fixture_makefiles))
.PHONY: $(fixture_targets)
include $(fixture_makefiles)

.PHONY: unit-programs sanitized-programs threads-programs unit unit-sanitized unit-threads
unit-programs: $(unit_programs) $(fixture_targets)
sanitized-programs: $(sanitized_programs) $(fixture_targets)
threads-programs: $(threads_programs)

unit: unit-programs
	$(Q)tests/run --build $(BUILD) unit
unit-sanitized: sanitized-programs
	$(Q)tests/run --build $(BUILD) unit-sanitized
unit-threads: threads-programs
	$(Q)tests/run --build $(BUILD) unit-threads

# ---- Demo, tests, benchmarks ---------------------------------------------------------------------------

.PHONY: demo-programs demo test-programs python-environments test quick e2e score bench field harmless transparency

demo_programs := $(BUILD)/apps/authors-sqlite $(BUILD)/apps/authors-postgresql
demo-programs: $(demo_programs)
authors := tests/apps/authors
$(BUILD)/apps/authors-sqlite: $(authors)/authors.c $(authors)/database_sqlite.c $(authors)/database.h
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -g -Wall -Wextra -Werror -o $@ $(filter %.c,$^) -lsqlite3
$(BUILD)/apps/authors-postgresql: $(authors)/authors.c $(authors)/database_postgresql.c $(authors)/database.h
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -g -Wall -Wextra -Werror -isystem $(libpq_headers) -o $@ $(filter %.c,$^) -lpq

# The packages that are missing are installed before anything is built: hence the second make, which uses
# all processors unless the caller has said how many.
jobs = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))

demo:
	$(Q)scripts/setup demo
	$(Q)$(MAKE) $(jobs) all $(BUILD)/apps/authors-sqlite
	$(Q)scripts/demo $(BUILD)

# Packages for the programs of tests/apps/python; does nothing where they are there, and never fails.
python-environments:
	$(Q)scripts/python-environments $(BUILD)

# An OpenTelemetry Collector, for the tests that are skipped without one. Needs Go.
.PHONY: collector
collector:
	$(Q)scripts/collector $(BUILD)

test-programs: all demo-programs unit-programs sanitized-programs threads-programs python-environments

test:
	$(Q)scripts/setup test
	$(Q)$(MAKE) $(jobs) test-programs
	$(Q)tests/run --build $(BUILD) --match "$(TESTS)"

# For the loop while working: what is built here already, and nothing that takes long.
quick: all demo-programs unit-programs
	$(Q)tests/run --build $(BUILD) unit smoke

# What a machine that has things by accident hides.
.PHONY: fresh
fresh:
	$(Q)scripts/fresh

e2e: all demo-programs python-environments
	$(Q)tests/run --build $(BUILD) e2e

# Compiles the labelled programs by itself: their flags stand in their labels.
score: all python-environments
	$(Q)tests/cases/score --build $(BUILD)

# All of what `make test` does a part of.
harmless: all demo-programs
	$(Q)HARMLESS=all tests/run --build $(BUILD) $(addprefix tests/e2e/test_,faults.py harmless.py safety.py untrusted.py keep.py)

# Test suites of others, from Debian and PyPI; what cannot be had here is left out, and said so.
SUITES ?=
transparency: all
	$(Q)scripts/setup transparency || printf '  some packages are missing: their suites are left out\n'
	$(Q)scripts/postgres with -- tests/transparency/run --build $(BUILD) $(subst $(comma), ,$(SUITES))

# Real applications from PyPI and Debian; what cannot be had here is left out, and said so. FIELD_OPTIONS=--strict
# fails below the aims.
FIELD         ?=
FIELD_OPTIONS ?=
comma := ,
field: all
	$(Q)scripts/setup field || printf '  some packages are missing: their applications are left out\n'
	$(Q)tests/field/run --build $(BUILD) $(FIELD_OPTIONS) $(subst $(comma), ,$(FIELD))

bench_programs := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(filter-out tests/bench/walks.c,$(wildcard tests/bench/*.c))) \
                  $(BUILD)/bench/walks.so
bench: all $(bench_programs)
	$(Q)scripts/postgres with -- tests/bench/run $(BUILD)

$(BUILD)/bench/%: tests/bench/%.c tests/bench/rounds.h
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -O2 -g -Wall -Wextra -Werror -I$(libpq_headers) -o $@ $< -Wl,--as-needed -lsqlite3 -lpq

# What the shim walks stacks with, without its hooks.
$(BUILD)/bench/walks.so: tests/bench/walks.c $(call sources_in,src/libc src/host src/stack src/python,c S)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(filter-out -MMD -MP,$(preprocess)) -std=gnu11 $(shim_flags) $(shim_optimised) -shared -o $@ $^

# ---- Fuzzing: every tests/fuzz/NAME.c for FUZZ_SECONDS, with libFuzzer ----------------------------------

# What the fuzzer finds on its way is kept in build/fuzz/NAME.corpus; tests/fuzz/corpus/NAME and what the script
# tests/fuzz/seeds/NAME makes are where it starts. FUZZ=reader,symbols runs some.
FUZZ         ?=
FUZZ_SECONDS ?= 60
fuzz_names    := $(if $(FUZZ),$(subst $(comma), ,$(FUZZ)),$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
fuzz_programs := $(addprefix $(BUILD)/fuzz/,$(fuzz_names))
fuzz_sources  := $(filter-out $(unit_helpers),$(unit_sources))
fuzz_flags    := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
$(eval $(call compile_rules,fuzzed,$(fuzz_flags)))
$(BUILD)/fuzzed/%.o: CC = $(CLANG)

.PHONY: fuzz
fuzz: $(fuzz_programs) all $(BUILD)/apps/authors-sqlite
	$(Q)for name in $(fuzz_names); do tests/fuzz/run $(BUILD) $$name $(FUZZ_SECONDS) || exit 1; done

$(BUILD)/fuzz/libfuzzed.a: $(call objects,fuzzed,$(fuzz_sources))
	$(call say,AR,$@)
	@mkdir -p $(@D)
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(BUILD)/fuzz/%: $(BUILD)/fuzzed/tests/fuzz/%.c.o $(BUILD)/fuzz/libfuzzed.a
	$(call say,FUZZER,$@)
	$(Q)$(CLANG) -fsanitize=fuzzer,address,undefined -o $@ $^ $(command_libraries)

# ---- Lint ----------------------------------------------------------------------------------------------

.PHONY: lint lint-rooms lint-imports lint-stack lint-format lint-clang lint-analyzer lint-tidy lint-cppcheck
lint: lint-rooms lint-imports lint-stack lint-format lint-clang lint-analyzer lint-tidy lint-cppcheck

c_sources := $(sort $(shim_sources) $(command_sources) $(unit_files) $(wildcard tests/fuzz/*.c tests/apps/authors/*.c))
c_headers := $(call sources_in,include src tests/unit/helpers,h) $(wildcard tests/apps/authors/*.h)
lint_flags := $(preprocess) -Itests/unit $(warnings)
tidy_stamps := $(patsubst %.c,$(BUILD)/lint/%.tidy,$(filter %.c,$(c_sources)))

# Which room may include which: src/README.md.
lint-rooms:
	$(call say,ROOMS,src)
	$(Q)scripts/lint-rooms

# Host C libraries: no symbol that glibc 2.17 or musl lacks.
lint-imports: $(BUILD)/libloopline.so
	$(call say,IMPORTS,$<)
	$(Q)scripts/lint-imports $<

# Threads and signal handlers of hosts: no way through the shim takes more of their stack than a bound.
lint-stack: $(BUILD)/libloopline.so
	$(call say,STACK,$<)
	$(Q)scripts/check-stack-use $<

# The programs that tests record are only formatted: they show bad habits on purpose.
formatted := $(sort $(filter %.c,$(c_sources)) $(c_headers) $(wildcard tests/cases/*/*.[ch] tests/cases/labelled/c/*.[ch] tests/cases/labelled/c/*/*.[ch] tests/apps/python/*/*.[ch]))
lint-format:
	$(call say,FORMAT,$(words $(formatted)) files)
	$(Q)$(CLANG_FORMAT) --dry-run -Werror $(formatted)

lint-clang: $(patsubst %.c,$(BUILD)/lint/%.o,$(filter %.c,$(c_sources)))
$(BUILD)/lint/%.o: %.c Makefile
	$(call say,CLANG,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(lint_flags) -O2 -c -o $@ $<

# What runs in the host, along every path through a file.
lint-analyzer: $(patsubst %.c,$(BUILD)/lint/%.analyzed,$(filter %.c,$(shim_sources)))
$(BUILD)/lint/%.analyzed: %.c $(BUILD)/lint/%.o
	$(call say,ANALYZE,$<)
	$(Q)gcc $(filter-out -MMD -MP,$(preprocess)) -std=gnu11 -O2 -Werror -fanalyzer -c -o /dev/null $<
	@touch $@

lint-tidy: $(tidy_stamps)
# The object's dependency file also tells which headers the stamp depends on.
$(BUILD)/lint/%.tidy: %.c .clang-tidy tests/unit/.clang-tidy $(BUILD)/lint/%.o
	$(call say,TIDY,$<)
	$(Q)$(CLANG_TIDY) --quiet $< -- $(filter-out -MMD -MP,$(lint_flags)) 2>$@.log || { cat $@.log >&2; exit 1; }
	@touch $@

lint-cppcheck:
	$(call say,CPPCHECK,$(words $(filter %.c,$(c_sources))) files)
	@mkdir -p $(BUILD)/lint/cppcheck
	$(Q)$(CPPCHECK) --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
	    --error-exitcode=1 --suppress=missingInclude --suppress=missingIncludeSystem \
	    --cppcheck-build-dir=$(BUILD)/lint/cppcheck -D_GNU_SOURCE= -D__x86_64__ -Iinclude -Isrc -Itests/unit \
	    $(filter %.c,$(c_sources))

# ---- For editors ---------------------------------------------------------------------------------------

# Each file as the shim or the command compiles it; one that both use, as the shim does.
compile_commands.json: Makefile
	$(call say,WRITE,$@)
	$(Q){ $(foreach source,$(sort $(filter %.c,$(shim_sources) $(command_sources) $(unit_files))),\
	    printf '{"directory": "%s", "file": "%s", "command": "%s"}\n' '$(CURDIR)' '$(source)' \
	        '$(CC) $(preprocess) $(warnings) $(CFLAGS) $(if $(filter $(source),$(shim_sources)),$(shim_flags)) -c $(source)';) \
	} | sed -e 's/$$/,/' -e '1s/^/[/' -e '$$s/,$$/]/' >$@

# ---- Install -------------------------------------------------------------------------------------------

.PHONY: install uninstall clean
documents := $(wildcard README.md LICENSE)
document_directory := $(DESTDIR)$(PREFIX)/share/doc/loopline

# Manual pages and completions, made from the command's own help.
$(BUILD)/manual/man1/loopline.1: $(BUILD)/loopline scripts/manual
	$(call say,MANUAL,$(BUILD)/manual)
	$(Q)scripts/manual $(BUILD)/loopline $(BUILD)/manual

share := $(DESTDIR)$(PREFIX)/share
install: all $(BUILD)/manual/man1/loopline.1
	install -D -m 755 $(BUILD)/loopline $(DESTDIR)$(PREFIX)/bin/loopline
	install -D -m 755 $(BUILD)/libloopline.so $(DESTDIR)$(PREFIX)/lib/loopline/libloopline.so
	install -D -m 644 src/report/schema/report.json $(DESTDIR)$(PREFIX)/share/loopline/report-2.schema.json
	install -d $(document_directory) $(share)/man/man1
	install -m 644 $(documents) $(document_directory)
	install -m 644 $(BUILD)/manual/man1/*.1 $(share)/man/man1
	install -D -m 644 $(BUILD)/manual/completions/loopline.bash $(share)/bash-completion/completions/loopline
	install -D -m 644 $(BUILD)/manual/completions/_loopline $(share)/zsh/site-functions/_loopline
	install -D -m 644 $(BUILD)/manual/completions/loopline.fish $(share)/fish/vendor_completions.d/loopline.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/loopline $(DESTDIR)$(PREFIX)/lib/loopline/libloopline.so
	rm -f $(DESTDIR)$(PREFIX)/share/loopline/report-2.schema.json
	rm -f $(addprefix $(document_directory)/,$(documents)) $(share)/man/man1/loopline.1 $(share)/man/man1/loopline-*.1
	rm -f $(share)/bash-completion/completions/loopline $(share)/zsh/site-functions/_loopline
	rm -f $(share)/fish/vendor_completions.d/loopline.fish
	-rmdir $(DESTDIR)$(PREFIX)/lib/loopline $(document_directory) 2>/dev/null

# Debian packages of the library and of the command, in $(BUILD)/deb. The source as it is committed: dist.
.PHONY: deb dist
deb: all
	$(Q)scripts/deb $(BUILD)

version = $(shell $(BUILD)/loopline --version | cut -d ' ' -f 2)
dist: all
	$(call say,DIST,$(BUILD)/loopline-$(version).tar.gz)
	$(Q)git archive --prefix=loopline-$(version)/ HEAD | gzip -9n >$(BUILD)/loopline-$(version).tar.gz

clean:
	rm -rf $(BUILD)

# ---- Dependencies on headers, written by the compiler --------------------------------------------------

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
