# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154 # lib.sh assigns; the tests read
# Sourced behind `enter`: unit files are where a device has them, those of the firmware,
# which unit() writes, and those of the data partition, in $data.
unset TCR_UNIT_DIRS
export TCR_DATA="$T/data" TCR_ETC="$T/etc"
data=$T/data/conf.d
mkdir -p "$T/etc/conf.d"
rm -rf "$T/conf.d"
ln -s etc/conf.d "$T/conf.d"
