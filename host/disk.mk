# SPDX-License-Identifier: MIT
# Part of the Makefile: a disk with two slots, and the programs that find its partitions
# and make that for data ready.
SRC_tcr-disk := images/root/tcr-disk.c images/modules.c $(FLOOR) init/option.c
SRC_tcr-data := images/root/tcr-data.c images/root/ext4.c images/root/gpt.c $(FLOOR)
$(foreach p,tcr-disk tcr-data,$(eval $(call program,$(p))))
programs: $(B)/bin/tcr-disk $(B)/bin/tcr-data

$(B)/disk.img: $(B)/firmware/.made $(B)/bin/tcr-disk $(B)/bin/tcr-data \
		host/tcr-mkdisk host/uki host/ext4-tools host/boot-partition host/boot.cmd
	$(call say,DISK,$@)
	$(Q)host/tcr-mkdisk --out $@ --arch $(ARCH) --build $(B) \
		--append 'tcr.shell tcr.log=info no_timer_check' $(B)/firmware
