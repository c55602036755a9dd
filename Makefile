# SPDX-License-Identifier: MIT
# tcr: built, tested and assembled from here, with tests/tests.mk.  `make help` lists the targets.
.DEFAULT_GOAL := all
ARCH ?= $(shell uname -m | sed 's/x86_64/amd64/;s/aarch64/arm64/')
O ?= build
B := $(O)/$(ARCH)
VERSION := $(shell cat VERSION)
PREFIX ?= /usr
DESTDIR ?=

# One short line is printed for each file that is made; with V=1 it is the command.
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(Q),@printf '  %-8s %s\n' $(1) $(2))

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wvla \
	-Wundef -Wcast-qual -Wpointer-arith -Wwrite-strings -Wformat=2 \
	-Wswitch-enum -Wimplicit-fallthrough -Wnull-dereference
WARN_GCC := -Wduplicated-cond -Wduplicated-branches -Wlogical-op
CFLAGS ?= -Oz
STD := -std=gnu17 -D_GNU_SOURCE -I. -isystem $(O)/inc -DTCR_VERSION=\"$(VERSION)\"
HARD := -fstack-protector-strong -fno-common -ffunction-sections \
	-fdata-sections -fno-asynchronous-unwind-tables -ffile-prefix-map=$(CURDIR)=.
# Static programs are not position-independent anyway (tests/check/programs.sh), and
# the linker sees each whole, in one part (tcrd: LIB_tcrd): 24 KiB less.  The rest is
# what -Oz leaves on though it makes this code larger, and registers of floats: 10 KiB.
STATIC_CC := -fno-pie -flto=auto -flto-partition=one -fno-thread-jumps \
	-fno-optimize-sibling-calls -fno-caller-saves -fno-tree-loop-im \
	-fno-tree-dominator-opts -fno-if-conversion -fno-jump-tables -mgeneral-regs-only \
	-fno-move-loop-invariants -fno-tree-coalesce-vars -fno-forward-propagate
# musl obeys no PT_GNU_RELRO in a static program: it would only cost two pages.  The
# page size that ld is told is a lie, so that it fills up no page in the file.
STATIC_LD := -static -Wl,--gc-sections,-z,norelro,-z,now,-z,noexecstack,-z,noseparate-code \
	-Wl,-z,common-page-size=64
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -g -O1

# Tools of each architecture; amd64 reads the stack's guard as arm64 does: 3 KiB less.
MUSLCC_amd64 := musl-gcc -malign-data=abi -mstack-protector-guard=global
MUSLCC_arm64 := aarch64-linux-gnu-gcc -specs $(B)/sys/musl.specs
GLIBCC_amd64 := gcc
GLIBCC_arm64 := aarch64-linux-gnu-gcc --sysroot=$(B)/sys
STRIP_amd64 := strip
STRIP_arm64 := aarch64-linux-gnu-strip
INIH_amd64 := /usr/lib/x86_64-linux-gnu/libinih.a
INIH_arm64 := $(B)/sys/usr/lib/aarch64-linux-gnu/libinih.a

# The commands: objects and static programs, a program for glibc, tests on this machine.
CC_STATIC := $(MUSLCC_$(ARCH)) $(STD) $(WARN) $(WARN_GCC) $(HARD) $(STATIC_CC) $(CFLAGS) \
	-isystem $(B)/inc -MMD -MP
LD_STATIC := $(MUSLCC_$(ARCH)) $(CFLAGS) $(STATIC_CC) $(STATIC_LD)
CC_GLIBC := $(GLIBCC_$(ARCH)) $(STD) $(WARN) $(HARD) $(CFLAGS)
CC_HOST := gcc $(STD) -DKEYS_DOC -DARENA_CHUNK=8 $(WARN) $(SANITIZE) -MMD -MP

# What is linked into which program: the only list.
FLOOR := init/fmt.c init/log.c init/io.c init/text.c
SRC_tcr-init := $(filter-out init/text.c,$(wildcard init/*.c))
# What tcrd runs all the time, then what its tasks run, then what tcrctl alone needs: the
# linker keeps that order, as it sees tcrd in some parts (balanced).  Each page fault maps
# 64 KiB, so that some of the last of these are not in tcrd's memory: 64 KiB less.
rooms = $(wildcard $(patsubst %,supervisor/%/*.c,$(1)))
SRC_tcrd := $(FLOOR) supervisor/tcrd.c \
	$(call rooms,base units units/* life manager logs serve slot) \
	$(filter-out net/tcr-%.c,$(wildcard net/*.c)) $(call rooms,rungs spec) \
	$(wildcard images/*.c) $(call rooms,verify client store device volumes inside)
SRC_tcrd += $(filter-out $(SRC_tcrd),$(wildcard supervisor/*.c supervisor/*/*.c))
SRC_tcr-dns := $(FLOOR) $(wildcard net/dns/*.c) net/address.c net/port53.c
# Debian's libinih is made for glibc: its ini_parse(), which reads a file and is
# called by nobody here, wants stdio, and a name that musl has no more from 1.2.4 on.
# What it would call is address 0, before the C library is searched for it.
LIB_tcrd := -flto-partition=balanced -Wl,--defsym=fopen64=0,--defsym=fgets=0 \
	-Wl,--defsym=fclose=0 $(INIH_$(ARCH))
SRC_tcr-reap := init/reap/tcr-reap.c
SRC_tcr-verity := images/root/tcr-verity.c $(FLOOR) init/option.c \
	$(addprefix images/,loopdev.c modules.c node.c verity.c)
STATIC_PROGRAMS := tcr-init tcrd tcr-dns tcr-reap tcr-verity
PROGRAMS := $(addprefix $(B)/bin/,$(STATIC_PROGRAMS) tcrctl tcr-nft)
obj = $(patsubst %.c,$(B)/obj/%.o,$(1))

##@ Build
.PHONY: all programs setup man dist clean help FORCE
all: programs $(B)/seccomp.bpf ## (the default) all that tcr-mkfirmware needs
programs: $(PROGRAMS)

SETUP := $(O)/.setup-$(ARCH)
setup: $(SETUP) ## install what the build needs (Debian packages, once)
$(SETUP): host/setup host/signify
	$(call say,SETUP,$(ARCH))
	$(Q)host/setup --arch $(ARCH)
	$(Q)host/signify $(O)/inc && touch $@

$(B)/.toolchain: host/sysroot $(SETUP)
	$(call say,SYSROOT,$(B)/inc)
	$(Q)host/sysroot $(ARCH) $(B)
	@touch $@

# $(call remember,FILE,TEXT): FILE has that text.  It is written when it has another
# one, so what depends on it is made again when a command has changed.
define remember
$(1): $(if $(subst x$(strip $(2)),,x$(strip $(file <$(1)))),FORCE)
	@mkdir -p $$(@D) && printf '%s\n' '$(strip $(2))' >$$@
endef
$(eval $(call remember,$(B)/.compile,$(CC_STATIC)))
$(eval $(call remember,$(B)/.link,$(LD_STATIC) $(LIB_tcrd) $(CC_GLIBC) \
	$(foreach p,$(STATIC_PROGRAMS),$(SRC_$(p)))))
$(eval $(call remember,$(O)/host/.compile,$(CC_HOST)))

$(B)/obj/%.o: %.c $(B)/.toolchain $(B)/.compile
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC_STATIC) -c -o $@ $<
-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

define program
$(B)/bin/$(1): $(call obj,$(SRC_$(1))) $(B)/.link
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$$(Q)$$(LD_STATIC) -o $$@ $$(filter %.o,$$^) $$(LIB_$(1))
	$$(Q)$$(STRIP_$$(ARCH)) -R .comment $$@
endef
$(foreach p,$(STATIC_PROGRAMS),$(eval $(call program,$(p))))

# The client is tcrd under another name: they share what reads units.
$(B)/bin/tcrctl: $(B)/bin/tcrd
	$(call say,LN,$@)
	$(Q)ln -sf tcrd $@

# Links libnftables, a glibc shared library: dynamic, short-lived, alone.
$(B)/bin/tcr-nft: net/tcr-nft.c $(B)/.toolchain $(B)/.link
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC_GLIBC) -o $@ $< -lnftables
	$(Q)$(STRIP_$(ARCH)) $@

$(B)/seccomp.bpf: $(wildcard host/seccomp*) host/lib.sh $(SETUP)
	$(call say,GEN,$@)
	$(Q)host/seccomp --all $(ARCH) $(@D)

# Objects for programs that run here: unit tests, and what makes the manual pages.
host_obj = $(patsubst %.c,$(O)/host/obj/%.o,$(1))
$(O)/host/obj/%.o: %.c $(SETUP) $(O)/host/.compile
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC_HOST) -c -o $@ $<
-include $(shell find $(O)/host/obj -name '*.d' 2>/dev/null)

# Manual pages; NAME.in gets the keys of the table that reads unit files.
KEYS_MAN := host/keys-man.c $(FLOOR) net/address.c net/subnet.c images/date.c \
	$(addprefix supervisor/base/,arena.c machine.c signals.c strv.c utf8.c paths.c) \
	$(wildcard supervisor/units/*.c supervisor/units/*/*.c)
MANUALS := $(wildcard init/*.[178] images/*/*.[178] net/*/*.[178] supervisor/man/*.[178] supervisor/man/*.in)
man: $(addprefix $(O)/man/,$(notdir $(MANUALS:.in=))) ## manual pages, in build/man
$(O)/host/keys-man: $(call host_obj,$(KEYS_MAN))
	$(call say,LD,$@)
	$(Q)$(CC_HOST) -o $@ $^ -linih
define manual
$(O)/man/$(notdir $(1:.in=)): $(1) $(O)/host/keys-man host/quadlet-keys.list
	@mkdir -p $$(@D)
	$$(call say,MAN,$$@)
	$$(Q)$(O)/host/keys-man host/quadlet-keys.list <$$< >$$@.new && mv $$@.new $$@
endef
$(foreach m,$(MANUALS),$(eval $(call manual,$(m))))

dist: ## the last commit as build/tcr-VERSION.tar.gz, the same bytes each time
	$(call say,DIST,$(O)/tcr-$(VERSION).tar.gz)
	$(Q)host/dist $(O)

clean: ## all that was built; what was downloaded stays in build/cache
	$(call say,CLEAN,$(O))
	$(Q)rm -rf $(filter-out $(O)/cache,$(wildcard $(O)/*)) $(O)/.setup-*

include host/images.mk host/disk.mk

##@ Run
.PHONY: demo firmware run
firmware: $(B)/firmware/.made ## kernel, initramfs and root file system with the demo's units
demo: firmware
$(B)/firmware/.made: $(PROGRAMS) $(B)/seccomp.bpf $(IMAGES) \
		host/tcr-mkfirmware host/initramfs host/root-base host/crun.debs host/modules* \
		$(wildcard conf.d/*) $(shell find rootfs-overlay -type f)
	$(call say,FIRMWARE,$(@D))
	$(Q)host/tcr-mkfirmware --out $(@D) --arch $(ARCH) --build $(B) \
		--conf conf.d $(addprefix --image ,$(IMAGES))
	@touch $@

# With DISK=1 from a disk with slots, which keeps its data until the firmware changes.
run: $(if $(DISK),$(B)/disk.img,firmware) ## boot the demo in QEMU: port 8080, console here (Ctrl-A X leaves)
	$(Q)host/tcr-qemu $(if $(DISK),--disk $<,--firmware $(B)/firmware \
		--append 'tcr.shell tcr.log=info') --arch $(ARCH) --publish 8080:8080

include install.mk tests/tests.mk

help:
	@echo 'make [TARGET]... [ARCH=amd64|arm64] [O=build] [V=1] [CFLAGS=-Oz]'
	@sed -n 's/^##@ \(.*\)/\n\1/p; s/^\([a-z-]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | \
		expand -t 16
