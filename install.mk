# SPDX-License-Identifier: MIT
# Part of the Makefile: tcr beside another system.  A device needs none of this: its
# root is made by tcr-mkfirmware.

##@ Beside another system
.PHONY: install uninstall
BESIDE := $(DESTDIR)$(PREFIX)
# $(call beside,FILE,TARGET,MODE): installs a file that names the prefix.
define beside
$(Q)sed 's|@PREFIX@|$(PREFIX)|' host/beside/$(1) | install -D -m $(3) /dev/stdin $(2)
endef

install: programs $(B)/seccomp.bpf man ## into $(DESTDIR)$(PREFIX): programs, services, manual pages
	$(call say,INSTALL,$(BESIDE))
	$(Q)install -D -t $(BESIDE)/sbin $(addprefix $(B)/bin/,tcrd tcr-dns tcr-nft tcr-reap)
	$(Q)install -d $(BESIDE)/bin $(DESTDIR)/etc/tcr/conf.d
	$(Q)ln -sf ../sbin/tcrd $(BESIDE)/bin/tcrctl
	$(Q)install -D -m 644 -t $(BESIDE)/lib/tcr $(B)/seccomp*.bpf
	$(Q)ln -sf ../../sbin/tcrd $(BESIDE)/lib/tcr/udhcpc-event
	$(call beside,run,$(BESIDE)/lib/tcr/run,755)
	$(call beside,nuke,$(BESIDE)/lib/tcr/nuke,755)
	$(call beside,tcrd.service,$(BESIDE)/lib/systemd/system/tcrd.service,644)
	$(call beside,tcrd.init,$(DESTDIR)/etc/init.d/tcrd,755)
	$(Q)for page in $(O)/man/*.[1578]; do \
		install -D -m 644 -t $(BESIDE)/share/man/man$${page##*.} $$page; \
	done

uninstall: ## what install has installed; `tcrctl nuke` first
	$(call say,REMOVE,$(BESIDE))
	$(Q)rm -f $(addprefix $(BESIDE)/,sbin/tcrd sbin/tcr-dns sbin/tcr-nft sbin/tcr-reap \
		bin/tcrctl lib/tcr/udhcpc-event lib/tcr/run lib/tcr/nuke lib/tcr/seccomp*.bpf \
		lib/systemd/system/tcrd.service) $(DESTDIR)/etc/init.d/tcrd
	$(Q)for page in $(notdir $(MANUALS:.in=)); do \
		rm -f $(BESIDE)/share/man/man$${page##*.}/$$page; \
	done
	$(Q)rmdir $(BESIDE)/lib/tcr $(DESTDIR)/etc/tcr/conf.d $(DESTDIR)/etc/tcr 2>/dev/null || :
