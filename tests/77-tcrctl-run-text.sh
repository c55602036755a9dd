#!/bin/sh
# SPDX-License-Identifier: MIT
# The unit file that tcrctl run makes: no argument is more than the value of its
# key, whatever is in it, and tcrctl verify accepts the file.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
# shellcheck disable=SC2154 # of busybox_image
# shellcheck disable=SC2016 # for the shell inside
printf '#!/bin/sh\nfor w; do busybox printf "<%%s>" "$w"; done\n' >"$root/bin/words"
chmod 755 "$root/bin/words"
mksquashfs "$root" "$T/images/words.sqfs" -quiet -noappend -no-progress >/dev/null
unit lan.network <<E
[Network]
E
tcrd_start

# What one word may be, and arrives as.
nl='
'
check() { # check WORD WHAT
	got=$(tcrctl run --network none words words "$1" end)
	is "$got" "<$1><end>" "$2 is a word"
	# shellcheck disable=SC2016 # for the shell inside
	got=$(tcrctl run --network none -e "V=$1" words sh -c 'words "$V"')
	is "$got" "<$1>" "$2 is the value of a variable"
}
check "a${nl}Image=other${nl}[Service]${nl}b" 'what looks like other lines'
check '%n %i %% %' 'a specifier'
# shellcheck disable=SC2016 # as it is
check '$PATH ${PATH} $$ $' 'a variable'
check '"a" '"'b'"' "' 'a quote'
# shellcheck disable=SC1003 # a backslash at the end
check '\n \x41 \\ \' 'a backslash'
check "$(printf '\001\033[31m\177\t x')" 'a control character'
check '  blanks  ' 'blanks'
check '' 'nothing'
check '#; @-+!:a' 'a mark of systemd'
check 'grüße €' 'UTF-8'
rc=0
tcrctl run words words "$(printf '\377')" 2>"$T/err" || rc=$?
is "$rc" 125 'bytes that are no UTF-8 are refused'
like "$(cat "$T/err")" 'not UTF-8' 'and it says so'
# shellcheck disable=SC2046 # many words
is "$(tcrctl run --network none words words $(seq 4000) | wc -c)" 22893 'many words'
rc=0
tcrctl run words words "$(head -c 100000 /dev/zero | tr '\0' x)" 2>"$T/err" || rc=$?
is "$rc" 125 'a line that is too long for a unit file is refused'

# All other values.
refused() { # refused OPTION VALUE
	rc=0
	tcrctl run -d "--$1" "$2" words true >"$T/out" 2>"$T/err" || rc=$?
	[ "$rc" -eq 125 ] && [ ! -s "$T/out" ] && return
	echo "# --$1 '$2': $rc $(cat "$T/err")" >&2
	return 1
}
# shellcheck disable=SC1003 # a backslash at the end
for option in name user workdir hostname memory stop-timeout network volume tmpfs \
	publish rootfs restart cpus; do
	if refused "$option" "a${nl}Exec=b" && refused "$option" 'a\' &&
		refused "$option" '' && refused "$option" "$(printf 'a\033b')"; then
		rc=0
	else
		rc=1
	fi
	ok "$rc" "--$option: what could be another line, or is empty, is refused"
done
# shellcheck disable=SC2016 # as it is
tcrctl run --print --user '%n' --workdir '/$A' --rootfs '/"x"' \
	-v '/a%b:/c$d' true >"$T/odd.container"
# shellcheck disable=SC2016 # as it is
is "$(grep -c '%%n\|\$\$A\|"/"x""\|/a%%b:/c\$\$d' "$T/odd.container")" 4 '% and $ are doubled'
is "$(ls "$T/conf.d")" lan.network 'no file is left of any of these'

# What the options become.
tcrctl run --print -d --name n -e A=1 -e B -h here -u 33:34 -w /tmp -m 32M -c 1.5 \
	--read-only --tmpfs /scratch:size=1m -v "/data:/data:ro" --stop-timeout 1 \
	-p 8080:80 -p 53:53/udp --network lan -ti --restart on-failure:2 words a b \
	>"$T/conf.d/full.container"
claim 'the file passes tcrctl verify --strict' tcrctl verify --strict "$T/conf.d"
tcrctl show --json full | jq -r '.keys[] | select(.line) | "\(.key)=\(.value)"' >"$T/keys"
for line in 'Image=words' 'User=33:34' 'WorkingDir=/tmp' 'HostName=here' \
	'Memory=32M' 'StopTimeout=1' 'Volume=/data:/data:ro' \
	'Tmpfs=/scratch:size=1m' 'PublishPort=8080:80' 'PublishPort=53:53/udp' \
	'ReadOnly=yes' 'CPUQuota=150%' 'Restart=on-failure' 'StartLimitBurst=3' \
	'Attach=terminal'; do
	claim "$line" grep -Fq "$line" "$T/keys"
done
rm "$T/conf.d/full.container"
for network in none host lan lan.network; do
	claim "--network $network" tcrctl run --network "$network" words true
done
for value in 1.5 0.25 2; do
	tcrctl run --print -c "$value" words
done | grep CPUQuota | xargs >"$T/out"
is "$(cat "$T/out")" 'CPUQuota=150%% CPUQuota=25%% CPUQuota=200%%' \
	'-c: a share of CPUs'
for value in x 1.x -1 0 1.234 .5 ''; do
	rc=0
	tcrctl run --print -c "$value" words >/dev/null 2>&1 || rc=$?
	is "$rc" 125 "-c '$value' is none"
done

# The examples of the manual.
sed -n 's/^\.Dl \(tcrctl run .*\)/\1/p' "$top/supervisor/man/tcrctl.1" >"$T/examples"
claim 'tcrctl(1) has examples' [ "$(wc -l <"$T/examples")" -ge 2 ]
while read -r example; do
	claim "$example" sh -c "$example >/dev/null </dev/null"
done <"$T/examples"
finish
