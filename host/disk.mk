# SPDX-License-Identifier: MIT
# Part of the Makefile: a disk with two slots, and the program that finds its partitions.
SRC_tcr-disk := images/root/tcr-disk.c images/modules.c $(FLOOR) init/option.c
$(eval $(call program,tcr-disk))
programs: $(B)/bin/tcr-disk

$(B)/disk.img: $(B)/firmware/.made $(B)/bin/tcr-disk host/tcr-mkdisk host/uki
	$(call say,DISK,$@)
	$(Q)host/tcr-mkdisk --out $@ --arch $(ARCH) --build $(B) \
		--append 'tcr.shell tcr.log=info no_timer_check' $(B)/firmware
