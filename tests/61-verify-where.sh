#!/bin/sh
# SPDX-License-Identifier: MIT
# tcrctl verify looks at what it is given: folders in their order, files alone,
# drop-ins, tcr.conf, a folder of images, this kernel.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib/verify.sh"
good_units
mkdir "$T/over" "$T/images"
unit bad/a.container <<'EOF'
[Container]
Image=web
Exec=/a
Memroy=64m
EOF
unit bad/b.container <<'EOF'
[Unit]
Wants=webb
[Container]
Image=web
Exec=/b
[Install]
WantedBy=multi-user.target
EOF
unit bad/tpl@.container <<'EOF'
[Container]
Image=web
Exce=/a
EOF

unit tcr.conf <<'EOF'
[Manager]
DefaultMemoryMax=64Q
DefaultRestrat=no
EOF
run 5 verify tcr.conf
like "$out" '^tcr.conf:2:18: error: bad value DefaultMemoryMax=64Q' \
	"tcr.conf is checked when it is named"
like "$out" '^tcr.conf:3:1: warning: .*DefaultRestrat.*DefaultRestart' \
	"to its end"
unit tcr.conf <<'EOF'
[Manager]
DefaultMemoryMax=64M
EOF
run 0 verify --dump tcr.conf good
is "$(printf '%s' "$out" | jq '[.units[].oci.linux.resources.memory.limit] | max')" \
	67108864 "what it says holds for the units named behind it"

# Files alone, --strict, drop-ins, search path.
run 0 verify bad/b.container
has '0 errors, 1 warning in 1 unit; 1 unit would start; other units not checked; images not checked' \
	"of a file alone other units are not asked"
run 5 verify --strict bad/b.container
run 5 verify bad/tpl@.container
(cd "$T/bad" && "$ctl" verify a.container >"$T/out") || true
like "$(cat "$T/out")" '^a.container:4:1: error' "paths are as they were given"
echo 'Exce=x' >>"$T/good/web.container.d/10-more.conf"
run 5 verify good
like "$out" '^good/web.container.d/10-more.conf:3:1: error: .*Exce' \
	"a problem of a drop-in is where the drop-in is"
sed -i '$d' "$T/good/web.container.d/10-more.conf"
sed 's/Exec=.*/Exec=\/over/' "$T/good/web.container" >"$T/over/web.container"
run 0 verify -v over good
like "$out" '^over/web.container: note: overrides good/web.container' \
	"-v says what overrides what"
like "$out" 'web.container.d/10-more.conf: note: adds to .*/web.container' \
	"... and what is added"

# Images.
run 5 verify --images images good
like "$out" '^good/web.container:2:7: error: image web: not found in images' \
	"a missing image"
mkdir "$T/tree"
echo x >"$T/tree/x"
mksquashfs "$T/tree" "$T/images/web.sqfs" -quiet -noappend -no-progress \
	>/dev/null
run 0 verify --images images good
unit good/no.container <<'EOF'
[Container]
Image=web
EOF
run 5 verify --images images good
like "$out" '^good/no.container: error: nothing to run' \
	"an image without a command, and a unit without one"
rm "$T/good/no.container"

# Usage.
run 2 verify --nope
run 2 verify good/web.container.d/10-more.conf
run 1 verify nowhere
like "$out" 'nowhere: No such file' "a path that is not there is no good unit"

# What the kernel lacks is named.
run 0 verify --system good
like "$(printf '%s\n' "$out" | sed -n 's/.*lacks \([A-Z]*\)_.*/\1/p' |
	sort -u)" '^(CONFIG)?$' "what is lacking is a CONFIG_ symbol"
finish
