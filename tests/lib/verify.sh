# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Sourced after lib.sh by tests of what tcrctl says of unit files without tcrd.

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
unset TCR_UNIT_DIRS TCR_IMAGES
ctl=$TCR_BIN/tcrctl
mkdir "$T/bad" "$T/good"

unit() { # unit FILE <<EOF: below $T
	mkdir -p "$(dirname "$T/$1")"
	cat >"$T/$1"
}

# run STATUS ARGUMENT...: its output is in $out.
run() {
	want=$1
	shift
	status=0
	out=$(cd "$T" && "$ctl" "$@" 2>&1) || status=$?
	is "$status" "$want" "$* ends with $want"
}

has() { # has LINE TEXT: the output has exactly that line
	like "$out" "^$1\$" "$2"
}

good_units() { # in $T/good
	unit good/web.container <<-'EOF'
		[Container]
		Image=web
		Exec=/bin/web -p ${PORT} 'a b'
		Environment=A=1 B=2
		Environment=A=3
		[Service]
		Environment=PORT=80
		Restart=always
		[Install]
		WantedBy=multi-user.target
	EOF
	unit good/web.container.d/10-more.conf <<-'EOF'
		[Container]
		ReadOnly=yes
	EOF
	unit good/app@.container <<-'EOF'
		[Container]
		Image=web
		Exec=/bin/app %i
		PublishPort=80%i:80
	EOF
}
