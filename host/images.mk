# SPDX-License-Identifier: MIT
# Part of the Makefile: programs that are not part of every device, but of images of the
# project's own, and the demo's images.
SRC_tcr-page := apps/page/tcr-page.c $(FLOOR)
SRC_tcr-sntp := apps/sntp/tcr-sntp.c $(FLOOR)
$(foreach p,tcr-page tcr-sntp,$(eval $(call program,$(p))))
programs: $(addprefix $(B)/bin/,tcr-page tcr-sntp)

IMAGES := $(addprefix $(B)/images/,busybox.sqfs page.sqfs sntp.sqfs)
$(B)/images/busybox.sqfs: host/demo-images host/tcr-create-image $(wildcard host/image-*) \
		host/trailer.sh $(SETUP)
	$(call say,SQUASHFS,$@)
	$(Q)host/demo-images $(ARCH) $(@D)
$(B)/images/%.sqfs: $(B)/bin/tcr-% host/own-image $(wildcard apps/*/*) \
		host/tcr-create-image $(wildcard host/image-*) host/trailer.sh
	$(call say,SQUASHFS,$@)
	$(Q)host/own-image $* $(ARCH) $< $@
# Of those that update their firmware; in no demo.
$(B)/images/update.sqfs: host/update-image host/swupdate.debs host/libraries.sh \
		apps/update/tcr-update host/tcr-create-image $(wildcard host/image-*) \
		host/trailer.sh $(SETUP)
	$(call say,SQUASHFS,$@)
	$(Q)host/update-image $(ARCH) $@
