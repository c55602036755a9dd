# SPDX-License-Identifier: MIT
# bash completion of tcrctl: commands and options as `tcrctl help` has them, units
# as the status has them; after --host those of the other device, after --root and
# --runroot those there.
# Install as /usr/share/bash-completion/completions/tcrctl.

# What of tcrctl's help, of the words that follow, is a command.
_tcrctl_commands() {
	"${_tcrctl_at[@]}" help "$@" 2>/dev/null |
		sed -n '/^Commands:$/,/^$/s/^  \([a-z-]*\) .*/\1/p'
}

_tcrctl_options() {
	"${_tcrctl_at[@]}" help "$@" 2>/dev/null |
		sed -n 's/^  \(-.*\)/\1/p' | grep -o -- '^[^ ]*, --[a-z-]*\|^-[-a-z]*' |
		tr -d ' ' | tr ',' '\n'
}

# Names of units, networks, images or volumes.
_tcrctl_names() {
	case $1 in
	image | run) "${_tcrctl_at[@]}" image ls --json 2>/dev/null | _tcrctl_members image ;;
	volume) "${_tcrctl_at[@]}" volume ls --json 2>/dev/null | _tcrctl_members name ;;
	network)
		"${_tcrctl_at[@]}" status --json 2>/dev/null | _tcrctl_members unit |
			grep '\.network$'
		;;
	slot) echo a b ;;
	help) _tcrctl_commands ;;
	*) "${_tcrctl_at[@]}" status --json 2>/dev/null | _tcrctl_members unit ;;
	esac
}

_tcrctl_members() {
	grep -o "\"$1\": *\"[^\"\\\\]*\"" | sed 's/.*"\(.*\)"$/\1/; s/\.container$//' | sort -u
}

_tcrctl() {
	local -a line _tcrctl_at=("${COMP_WORDS[0]}")
	local first=1 group='' list name current
	# Of the line, as bash takes "ssh://x:22" and "web:1" apart at their colons.
	read -ra line <<<"${COMP_LINE:0:COMP_POINT}"
	[[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && line+=('')
	local last=$((${#line[@]} - 1))
	current=${line[last]}

	while [[ ${line[first]} =~ ^--(host|root|runroot)$ ]] && ((last > first + 1)); do
		_tcrctl_at+=("${line[@]:first:2}")
		((first += 2))
	done
	case ${line[first]} in
	image | volume | network | slot) ((first < last)) && group=${line[first++]} ;;
	esac
	name=${line[first]}
	if ((last == first)); then
		# shellcheck disable=SC2086 # no group is no word
		list=$(_tcrctl_commands $group)
		[[ -n $group ]] || list+=' --host --root --runroot --version --help'
	elif [[ $current == -* ]]; then
		# shellcheck disable=SC2086
		list=$(_tcrctl_options $group "$name")
	elif [[ $name == verify || "$group $name" == 'image load' ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
	else
		list=$(_tcrctl_names "${group:-$name}")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$list" -- "$current")
	# bash puts them after the last colon of the word.
	[[ $current == *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${current%:*}:"}")
	return 0
}
complete -F _tcrctl tcrctl
