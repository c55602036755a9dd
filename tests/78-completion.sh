#!/bin/sh
# SPDX-License-Identifier: MIT
# Completion of tcrctl in bash, zsh and fish: commands, options, names of this device
# and of another one.
. "$(dirname "$0")/lib.sh"
enter "$@"

busybox_image busybox
idle_unit web
idle_unit worker
unit lan.network <<E
[Network]
E
unit store.volume <<E
[Volume]
E
tcrd_start
until_ok 20 in_state web running
mkdir "$T/bin"
# Another device, whose only unit is named so.
cat >"$T/bin/ssh" <<'E'
#!/bin/sh
for command; do :; done
case $command in
*status*) echo '{"units":[{"unit":"faraway"}]}' ;;
*) exec sh -c "$command" ;;
esac
E
chmod +x "$T/bin/ssh"
PATH=$T/bin:$PATH
scripts=$top/host/completion

# What each shell proposes for a line, a word in each line.
in_bash() {
	bash -c '. "$1"
		COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=(tcrctl)
		_tcrctl
		printf "%s\n" "${COMPREPLY[@]}"' bash "$scripts/tcrctl.bash" "$1"
}
in_fish() {
	HOME=$T fish -c "source $scripts/tcrctl.fish; complete -C '$1'" 2>/dev/null |
		cut -f 1
}
# zsh completes in its line editor alone, so a terminal types the line and a tab.
in_zsh() {
	cat >"$T/zsh" <<-'E'
		zmodload zsh/zpty
		zpty z zsh -f -i
		zpty -w z "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D"
		zpty -w z "zstyle ':completion:*' list-prompt ''; PS1='> '; LISTMAX=0"
		# What would be put into the line is printed and nothing else.
		zpty -w z 'compadd() {
			local -a hits all; local a n; integer i
			if [[ -n ${@[(r)-O]} || -n ${@[(r)-A]} || -n ${@[(r)-D]} ]]; then
				builtin compadd "$@"; return; fi
			builtin compadd -O hits "$@"
			printf "hit %s\n" "${hits[@]}" >>'$2'
			builtin compadd "$@" }'
		zpty -w -n z "$3"$'\t'
		integer i=0
		while (( i++ < 100 )) && ! [[ -s $2 ]]; do
			zpty -r -t z line; sleep 0.1
		done
		sleep 0.3
		zpty -d z
	E
	rm -f "$T/hits"
	HOME=$T timeout 30 zsh -f "$T/zsh" "$scripts" "$T/hits" "$1" >/dev/null 2>&1
	sed -n 's/^hit \(..*\)/\1/p' "$T/hits" | sort -u
}

image=$(tcrctl image ls --json | jq -r '.[0].image')
options=$(tcrctl help run | sed -n 's/^  \(-[^ ]*, \)*\(--[a-z-]*\).*/\2/p' | sort | xargs)
for shell in bash fish zsh; do
	is "$(in_$shell 'tcrctl res' | sort | xargs)" 'reset-failed restart' \
		"$shell: commands"
	is "$(in_$shell 'tcrctl restart w' | xargs)" 'web worker' "$shell: units"
	is "$(in_$shell 'tcrctl logs --gr' | xargs)" --grep "$shell: options"
	is "$(in_$shell 'tcrctl image pr' | xargs)" prune "$shell: commands of a group"
	is "$(in_$shell 'tcrctl image load --keep' | xargs)" --keep-old-for \
		"$shell: their options"
	is "$(in_$shell 'tcrctl network inspect ' | xargs)" lan.network "$shell: networks"
	is "$(in_$shell 'tcrctl slot try ' | xargs)" 'a b' "$shell: slots"
	is "$(in_$shell 'tcrctl help exe' | xargs)" exec "$shell: help"
	is "$(in_$shell 'tcrctl --host ssh://x:22 stop ' | xargs)" faraway \
		"$shell: units of another device"
	is "$(in_$shell "tcrctl --root $T/data --runroot /run/tcr stop wo" | xargs)" worker \
		"$shell: behind --root and --runroot"
	is "$(in_$shell 'tcrctl image inspect b' | xargs)" "$image" "$shell: images"
	is "$(in_$shell 'tcrctl volume rm st' | xargs)" store "$shell: volumes"
	is "$(in_$shell 'tcrctl run b' | xargs)" "$image" "$shell: an image to run"
	is "$(in_$shell 'tcrctl run --' | sort | xargs)" "$options" "$shell: all options of run"
done
finish
