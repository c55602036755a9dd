# SPDX-License-Identifier: MIT
# Part of the Makefile: a disk with two slots, the programs that find its partitions and
# make that for data ready, and the one that changes which slot boots.
SRC_tcr-disk := images/root/tcr-disk.c images/modules.c images/squashfs.c \
	images/slot/header.c images/slot/partition.c images/slot/sha256.c $(FLOOR) init/option.c
SRC_tcr-data := images/root/tcr-data.c images/root/ext4.c images/root/gpt.c \
	images/slot/partition.c $(FLOOR)
SRC_tcr-slot := $(wildcard images/slot/*.c) images/modules.c images/squashfs.c $(FLOOR)
DISK_PROGRAMS := tcr-disk tcr-data tcr-slot
$(foreach p,$(DISK_PROGRAMS),$(eval $(call program,$(p))))
programs: $(addprefix $(B)/bin/,$(DISK_PROGRAMS))

# Its firmware is the demo, with tcr-slot.
$(B)/slots/.made: $(B)/firmware/.made $(B)/bin/tcr-slot
	$(call say,FIRMWARE,$(@D))
	$(Q)host/tcr-mkfirmware --out $(@D) --arch $(ARCH) --build $(B) \
		--slots --conf conf.d $(addprefix --image ,$(IMAGES))
	@touch $@

$(B)/disk.img: $(B)/slots/.made $(B)/bin/tcr-disk $(B)/bin/tcr-data host/tcr-mkdisk \
		host/slot host/uki host/boot-partition host/boot.cmd host/ext4-tools
	$(call say,DISK,$@)
	$(Q)host/tcr-mkdisk --out $@ --arch $(ARCH) --build $(B) \
		--append 'tcr.shell tcr.log=info no_timer_check' $(B)/slots
