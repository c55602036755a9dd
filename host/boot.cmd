# SPDX-License-Identifier: MIT
# Boots slot A or B of a disk of tcr-mkdisk --loader u-boot.  U-Boot runs this file as
# boot.scr of the FAT, with devtype, devnum and distro_bootpart set.
#
# tcr.env is what the device has decided; U-Boot never writes it:
#   tcr_serial=7    a number that no decision before had
#   tcr_first=b     the slot to boot
#   tcr_a=good      of each slot: good; 1 to 9, it is on trial with so many tries; bad,
#   tcr_b=3         it was given up; none, it has no kernel image, or half of one
#   tcr_end=7       as tcr_serial: the file is whole
# tcr-done.env is how many tries were made.  U-Boot writes it in place, as it is there
# from the start: one sector, and that of the directory as it was.
#   tcr_done=1
#   tcr_of=7        the tcr_serial that they belong to
#
# A try that cannot be counted is not made; a count that is not of this decision, or
# not readable, starts anew.  Without a decision A has three tries, then comes B.  A
# slot that does not load gives way to the other one, unless that is none.
setenv tcr_part ${devnum}:${distro_bootpart}
setenv tcr_end
if load ${devtype} ${tcr_part} ${kernel_addr_r} tcr.env; then
	env import -t ${kernel_addr_r} ${filesize} tcr_serial tcr_first tcr_a tcr_b tcr_end
fi
if test -z "${tcr_end}" || test "${tcr_end}" != "${tcr_serial}"; then
	echo "tcr: no decision in tcr.env"
	setenv tcr_serial 0
	setenv tcr_first a
	setenv tcr_a 3
	setenv tcr_b
fi

setenv tcr_state "${tcr_a}"
setenv tcr_second b
setenv tcr_spare "${tcr_b}"
if test "${tcr_first}" = b; then
	setenv tcr_state "${tcr_b}"
	setenv tcr_second a
	setenv tcr_spare "${tcr_a}"
else
	setenv tcr_first a
fi
setenv tcr_slots "${tcr_first} ${tcr_second}"
if test "${tcr_spare}" = none; then
	setenv tcr_slots ${tcr_first}
	setenv tcr_state good
fi
if test "${tcr_state}" != good; then
	setenv tcr_of
	if load ${devtype} ${tcr_part} ${kernel_addr_r} tcr-done.env; then
		env import -t ${kernel_addr_r} ${filesize} tcr_done tcr_of
	fi
	if test "${tcr_of}" != "${tcr_serial}"; then
		setenv tcr_done 0
	fi
	setenv tcr_counted
	# What is no number counts as 0.
	if test "${tcr_done}" -lt "${tcr_state}" && setexpr tcr_try "${tcr_done}" + 1; then
		setenv tcr_done ${tcr_try}
		setenv tcr_of ${tcr_serial}
		env export -t ${kernel_addr_r} tcr_done tcr_of
		fatwrite ${devtype} ${tcr_part} ${kernel_addr_r} tcr-done.env ${filesize}
		# Worn out cards take what is written, and keep the old.
		setenv tcr_done
		mw.b ${kernel_addr_r} 0 ${filesize}
		load ${devtype} ${tcr_part} ${kernel_addr_r} tcr-done.env
		env import -t ${kernel_addr_r} ${filesize} tcr_done tcr_of
		if test "${tcr_done}/${tcr_of}" = "${tcr_try}/${tcr_serial}"; then
			setenv tcr_counted yes
		fi
	fi
	if test -z "${tcr_counted}"; then
		echo "tcr: no try left for slot ${tcr_first}"
		setenv tcr_slots "${tcr_second} ${tcr_first}"
	fi
fi

for slot in ${tcr_slots}; do
	if load ${devtype} ${tcr_part} ${kernel_addr_r} EFI/Linux/tcr-${slot}.efi; then
		echo "tcr: slot ${slot}"
		bootefi ${kernel_addr_r} ${fdtcontroladdr}
	fi
done
reset
