# SPDX-License-Identifier: MIT
# tcr: built, tested and assembled from here.  `make help` lists the targets.
.DEFAULT_GOAL := all
ARCH ?= $(shell uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')
O ?= build
B := $(O)/$(ARCH)
VERSION := $(shell cat VERSION)
PREFIX ?= /usr
DESTDIR ?=


WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla \
	-Wundef -Wcast-qual -Wpointer-arith -Wwrite-strings -Wformat=2 \
	-Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference
WARN_GCC := -Wduplicated-cond -Wduplicated-branches -Wlogical-op
CFLAGS ?= -Oz
STD := -std=gnu17 -D_GNU_SOURCE -I. -DTCR_VERSION=\"$(VERSION)\"
HARD := -fstack-protector-strong -fno-common -ffunction-sections \
	-fdata-sections -fno-asynchronous-unwind-tables -ffile-prefix-map=$(CURDIR)=.
# They are not position-independent anyway (tests/check/programs.sh), and seen
# whole, in one part, when they are linked: 24 KiB less.  The rest is what -Oz
# leaves on though it makes this code larger, and registers of floats: 9 KiB.
STATIC_CC := -fno-pie -flto=auto -flto-partition=one -fno-thread-jumps \
	-fno-optimize-sibling-calls -fno-caller-saves -fno-tree-loop-im \
	-fno-tree-dominator-opts -fno-if-conversion -fno-jump-tables \
	-mgeneral-regs-only
# musl obeys no PT_GNU_RELRO in a static program: it would only cost two pages.  The
# size of a page is a lie for ld, so that it fills none of them up in the file.
STATIC := -static -Wl,--gc-sections,-z,norelro,-z,now,-z,noexecstack,-z,noseparate-code
STATIC += -Wl,-z,common-page-size=64
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -g -O1
STRIP_amd64 := strip
STRIP_arm64 := aarch64-linux-gnu-strip

# musl for this architecture; arm64's comes from host/sysroot (see there).
MUSLCC_amd64 := musl-gcc
MUSLCC_arm64 := aarch64-linux-gnu-gcc -specs $(B)/sys/musl.specs
MUSLCC := $(MUSLCC_$(ARCH))
INIH_amd64 := /usr/lib/x86_64-linux-gnu/libinih.a
INIH_arm64 := $(B)/sys/usr/lib/aarch64-linux-gnu/libinih.a

# What is linked into which program: the only list.
FLOOR := init/fmt.c init/log.c init/io.c init/text.c
SRC_tcr-init := $(filter-out init/text.c,$(wildcard init/*.c))
SRC_tcrd := $(FLOOR) $(wildcard images/*.c) \
	$(filter-out net/dns%.c net/tcr-%.c,$(wildcard net/*.c)) \
	$(wildcard supervisor/*.c supervisor/*/*.c supervisor/*/*/*.c)
SRC_tcr-dns := $(FLOOR) $(wildcard net/dns*.c) net/address.c net/port53.c net/tcr-dns.c
# Debian's libinih is made for glibc: its ini_parse(), which reads a file and is
# called by nobody here, wants a name that musl has no more from 1.2.4 on.
LIB_tcrd := $(INIH_$(ARCH)) -Wl,--defsym=fopen64=abort
SRC_tcr-reap := init/reap/tcr-reap.c
STATIC_PROGRAMS := tcr-init tcrd tcr-dns tcr-reap
PROGRAMS := $(STATIC_PROGRAMS) tcrctl tcr-nft

# Unit tests: tests/unit/test_X.c names what it needs in a line "Links: a.c b.c".
UNIT_TESTS := $(patsubst tests/unit/%.c,$(O)/host/%,$(wildcard tests/unit/test_*.c))

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
links = $(wildcard $(shell sed -n 's/.*Links: *//p' $(1)))

.PHONY: all setup programs firmware run test check unit man lint format \
	format-check fuzz bench faults install clean help demo
all: setup programs $(B)/seccomp.bpf

SETUP := $(O)/.setup-$(ARCH)
setup: $(SETUP) ## install what the build needs (Debian packages, once)
$(SETUP): host/setup
	host/setup --arch $(ARCH)
	@mkdir -p $(@D) && touch $@

programs: $(addprefix $(B)/bin/,$(PROGRAMS))

$(B)/.toolchain: host/sysroot $(SETUP)
	host/sysroot $(ARCH) $(B)
	@touch $@

$(B)/obj/%.o: %.c $(B)/.toolchain
	@mkdir -p $(@D)
	$(MUSLCC) $(STD) $(WARN) $(WARN_GCC) $(HARD) $(STATIC_CC) $(CFLAGS) -isystem $(B)/inc -MMD -MP -c -o $@ $<

define program
$(B)/bin/$(1): $(call obj,$(SRC_$(1)))
	@mkdir -p $$(@D)
	$$(MUSLCC) $$(CFLAGS) $$(STATIC_CC) $$(STATIC) -o $$@ $$(call obj,$$(SRC_$(1))) $$(LIB_$(1))
	$$(STRIP_$$(ARCH)) -R .comment $$@
endef
$(foreach p,$(STATIC_PROGRAMS),$(eval $(call program,$(p))))

# The client is tcrd under another name: they share what reads units.
$(B)/bin/tcrctl: $(B)/bin/tcrd
	ln -sf tcrd $@

# Links libnftables, a glibc shared library: dynamic, short-lived, alone.
NFTCC_amd64 := gcc
NFTCC_arm64 := aarch64-linux-gnu-gcc --sysroot=$(B)/sys
$(B)/bin/tcr-nft: net/tcr-nft.c $(B)/.toolchain
	@mkdir -p $(@D)
	$(NFTCC_$(ARCH)) $(STD) $(WARN) $(HARD) $(CFLAGS) -o $@ $< -lnftables
	$(STRIP_$(ARCH)) $@

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

# Objects for unit tests: most are in several.
host_obj = $(patsubst %.c,$(O)/host/obj/%.o,$(1))
$(O)/host/obj/%.o: %.c $(SETUP)
	@mkdir -p $(@D)
	gcc $(STD) -DKEYS_DOC $(WARN) $(SANITIZE) -MMD -MP -c -o $@ $<
-include $(shell find $(O)/host/obj -name '*.d' 2>/dev/null)

.SECONDEXPANSION:
$(O)/host/test_%: tests/unit/test_%.c \
		$$(call host_obj,$$(call links,tests/unit/test_$$*.c)) $(SETUP)
	@mkdir -p $(@D)
	gcc $(STD) -DKEYS_DOC $(WARN) $(SANITIZE) -o $@ $< $(filter %.o,$^) -linih
.PRECIOUS: $(O)/host/obj/%.o

# Manual pages, with the keys from the table that reads unit files.
UNITS_SRC := $(wildcard supervisor/units/*.c supervisor/units/*/*.c) \
	$(addprefix supervisor/base/,signals.c strv.c utf8.c paths.c) net/address.c \
	$(FLOOR)
MANUALS := $(wildcard init/*.[158] net/*.[158] supervisor/man/*.[158])
man: $(addprefix $(O)/man/,$(notdir $(MANUALS))) ## manual pages, in build/man
$(O)/host/keys-man: host/keys-man.c $(UNITS_SRC) $(SETUP)
	@mkdir -p $(@D)
	gcc $(STD) -DKEYS_DOC $(WARN) -o $@ $< $(UNITS_SRC) -linih
vpath %.1 supervisor/man
vpath %.5 supervisor/man
vpath %.8 init net supervisor/man
$(O)/man/%: % $(O)/host/keys-man
	@mkdir -p $(@D)
	$(O)/host/keys-man <$< >$@.new && mv $@.new $@

unit: $(UNIT_TESTS) ## unit tests, with address and undefined sanitizers
	prove --exec '' $(UNIT_TESTS)

check: programs unit man ## what takes seconds: unit tests and rules of the tree
	prove tests/check/*.sh

test: programs unit man demo ## everything that CI runs, the other architecture too
	$(MAKE) ARCH=arm64 demo
	tests/run $(B)

# The demo: units of conf.d, their images, a firmware.
IMAGES := $(B)/images
demo: $(B)/firmware/.made
$(B)/firmware/.made: $(addprefix $(B)/bin/,$(PROGRAMS)) $(B)/seccomp.bpf \
		$(IMAGES)/.made host/tcr-mkfirmware host/initramfs \
		host/root-base host/crun.debs host/modules.list $(wildcard conf.d/*) \
		$(shell find rootfs-overlay -type f)
	host/tcr-mkfirmware --out $(@D) --arch $(ARCH) --build $(B) \
		--conf conf.d $(addprefix --image ,$(wildcard $(IMAGES)/*.sqfs))
	@touch $@

$(IMAGES)/.made: host/demo-images host/tcr-create-image host/image-text \
		$(wildcard host/demo/*) $(SETUP)
	host/demo-images $(ARCH) $(@D)
	@touch $@

$(B)/seccomp.bpf: host/seccomp host/seccomp-rules \
		host/seccomp-bpf.c host/seccomp-block.c $(SETUP)
	host/seccomp --all $(ARCH) $(@D)

firmware: demo ## kernel, initramfs and root file system with the demo units

run: demo ## boot the demo in QEMU: port 8080, console here (Ctrl-A X leaves)
	host/tcr-qemu --firmware $(B)/firmware --arch $(ARCH) --append 'tcr.shell tcr.log=info' \
		--publish 8080:8080

install: programs $(B)/seccomp.bpf ## into $(DESTDIR)$(PREFIX): what a device needs
	install -D -t $(DESTDIR)/sbin $(B)/bin/tcr-init
	ln -sf tcr-init $(DESTDIR)/sbin/init
	install -D -t $(DESTDIR)$(PREFIX)/sbin $(addprefix $(B)/bin/,tcrd tcr-dns tcr-nft tcr-reap)
	install -d $(DESTDIR)$(PREFIX)/bin
	ln -sf ../sbin/tcrd $(DESTDIR)$(PREFIX)/bin/tcrctl
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/tcr $(B)/seccomp*.bpf
	ln -sf ../../sbin/tcrd $(DESTDIR)$(PREFIX)/lib/tcr/udhcpc-event

bench: programs demo ## speed and memory against the budgets
	tests/bench/run $(B)

fuzz: $(SETUP) ## libFuzzer on everything that reads foreign bytes
	tests/fuzz/run $(O)

faults: programs demo ## the long batteries of faults
	prove -v tests/faults/*.sh

lint: $(SETUP) ## compilers' and checkers' opinions
	tests/lint $(O)

C_FILES = $(shell git ls-files '*.c' '*.h')
format-check: ; clang-format --dry-run -Werror $(C_FILES)
format: ; clang-format -i $(C_FILES)

clean: ## all that was built; what was downloaded stays in $(O)/cache
	rm -rf $(filter-out $(O)/cache,$(wildcard $(O)/*)) $(O)/.setup-*

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14
