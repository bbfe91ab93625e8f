# interleave: build, run, test, measure, install.
#
#   make run     builds and opens the menu       make test     runs every test
#   make bench   measures                        make check    static checks
#   make deps    installs the Debian packages that are missing (run and test do that first)
#   make install PREFIX=/usr/local DESTDIR=
#
# VARIANT=release|test|asan|tsan chooses the build, BUILD its folder, CC the compiler; V=1 shows the commands.

VARIANT ?= release
CC ?= cc
JOBS ?= $(shell nproc)
PREFIX ?= /usr/local
PACKAGES_RUN = pkgconf libncurses-dev gettext
PACKAGES = $(PACKAGES_RUN) libcmocka-dev tmux python3

BUILD ?= build/$(VARIANT)
B := $(BUILD)
Q := $(if $(V),,@)

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef \
            -Wwrite-strings -Wvla $(if $(WERROR),-Werror)
CPPFLAGS_ALL := -D_GNU_SOURCE -Isrc -Isrc/include $(CPPFLAGS)
CFLAGS_ALL := -std=c11 $(WARNINGS) -pthread $(if $(filter release,$(VARIANT)),,-fno-omit-frame-pointer) $(CFLAGS)
LDFLAGS_ALL := -pthread $(LDFLAGS)
LDLIBS_ALL = $(shell pkg-config --libs ncursesw 2>/dev/null || echo -lncursesw -ltinfo) $(LDLIBS)

ifeq ($(VARIANT),test)
CPPFLAGS_ALL += -DIL_TEST_CONSTANTS
CFLAGS_ALL += -O1
else ifeq ($(VARIANT),asan)
CPPFLAGS_ALL += -DIL_TEST_CONSTANTS
CFLAGS_ALL += -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
LDFLAGS_ALL += -fsanitize=address,undefined
else ifeq ($(VARIANT),tsan)
CPPFLAGS_ALL += -DIL_TEST_CONSTANTS
CFLAGS_ALL += -O1 -fsanitize=thread
LDFLAGS_ALL += -fsanitize=thread
else ifneq ($(VARIANT),release)
$(error VARIANT is release, test, asan or tsan)
endif

SOURCES := $(filter-out src/cli/main.c,$(wildcard src/*/*.c)) $(wildcard scenarios/*/*.c)
OBJECTS := $(SOURCES:%.c=$(B)/%.o) $(B)/embedded.o
# Runs of sessions take longest: they begin first, and none is left alone at the end.
TESTS := $(patsubst %.c,$(B)/%,$(wildcard tests/session/*_test.c tests/scenarios/*_test.c) \
           $(filter-out tests/session/% tests/scenarios/%,$(wildcard tests/*/*_test.c)))
TEST_HELPERS := $(patsubst %.c,$(B)/%.o,$(filter-out %_test.c tests/bench/%,$(wildcard tests/*.c tests/*/*.c)))
BENCHES := $(patsubst %.c,$(B)/%,$(wildcard tests/bench/*_bench.c))
EMBEDDED := $(wildcard scenarios/*/*.c scenarios/*/*.py)

all: $(B)/interleave

run:
	$(Q)$(MAKE) --no-print-directory deps PACKAGES='$(PACKAGES_RUN)'
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) all
	$(Q)$(B)/interleave || case $$? in 2|6|8) exit 1;; esac # the other codes tell how the last run ended, or that you left it

test: deps
	$(Q)$(MAKE) --no-print-directory -j$(JOBS) VARIANT=$(if $(filter release,$(VARIANT)),test,$(VARIANT)) run-tests

$(B)/interleave: $(B)/src/cli/main.o $(OBJECTS)
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LDLIBS_ALL)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# Scenario sources and translations travel inside the binary: one assembler file of .incbin lines.
$(B)/embedded.s: $(EMBEDDED) $(B)/ko.mo src/po/embed.sh
	@mkdir -p $(@D)
	$(Q)sh src/po/embed.sh $(B)/ko.mo $(EMBEDDED) >$@

$(B)/embedded.o: $(B)/embedded.s
	$(Q)$(CC) -c -o $@ $<

$(B)/ko.mo: src/po/ko.po
	@mkdir -p $(@D)
	$(Q)msgfmt --check-format --check-header -o $@ $<

# Tests: one cmocka binary a file, each with what it calls of all but main().
$(B)/tested.a: $(TEST_HELPERS) $(OBJECTS)
	@echo "  AR    $@"
	$(Q)rm -f $@ && $(AR) crs $@ $^

$(B)/tests/%_test: $(B)/tests/%_test.o $(B)/tested.a
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ -lcmocka -lm $(LDLIBS_ALL)

$(B)/tests/bench/%_bench: $(B)/tests/bench/%_bench.o $(B)/tests/bench/measure.o $(B)/tests/bench/pty.o $(OBJECTS)
	@echo "  LINK  $@"
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LDLIBS_ALL)

tests: $(TESTS)

benches: $(BENCHES)

run-tests: $(TESTS) $(B)/interleave
	$(Q)sh tests/run.sh $(B) $(TESTS)

bench:
	$(Q)$(MAKE) --no-print-directory VARIANT=release run-bench

run-bench: $(BENCHES) $(B)/interleave
	$(Q)for bench in $(BENCHES); do $$bench || exit 1; done

# The packages that are missing, and nothing else; says what it does, asks nothing.
deps:
	$(Q)missing=; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "Installing Debian packages:$$missing"; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -q -y $$missing; \
	fi

# What can be seen without running anything.
check: check-layers
	$(Q)cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
	  --suppress=missingIncludeSystem -D_GNU_SOURCE -Isrc -Isrc/include src

check-layers:
	$(Q)sh tests/check-layers.sh

install: all
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(B)/interleave $(DESTDIR)$(PREFIX)/bin/interleave
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 docs/interleave.1 $(DESTDIR)$(PREFIX)/share/man/man1/interleave.1
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	$(B)/interleave completions bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/interleave
	$(B)/interleave completions zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_interleave

clean:
	rm -rf build

-include $(OBJECTS:.o=.d) $(TEST_HELPERS:.o=.d) $(TESTS:=.d) $(BENCHES:=.d) $(B)/src/cli/main.d

.PHONY: all run test tests benches run-tests bench run-bench deps check check-layers install clean
.SECONDARY:
