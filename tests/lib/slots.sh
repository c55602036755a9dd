# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154 # lib.sh assigns
# Sourced after lib.sh, behind `enter`: a tcr-slot that has its slots in a file, and
# tcrd with a data partition and settings of its own.
export TCR_SLOTS="$T/by-slot" TCR_DATA="$T/data" TCR_ETC="$T/etc"
mkdir -p "$T/by-slot" "$T/data" "$T/etc" "$T/bin"
ln -sf /dev/null "$T/by-slot/current"
PATH=$T/bin:$PATH

# What it is called with is in $T/calls; $T/fault has shell commands that it obeys.
cat >"$T/bin/tcr-slot" <<E
#!/bin/sh
echo "\$*" >>"$T/calls"
[ ! -e "$T/fault" ] || . "$T/fault"
current=\$(sed -n 's/^current=//p' "$T/slots")
case \$1 in
status) cat "$T/slots" ;;
good) sed -i "s/^\$current.state=.*/\$current.state=good/" "$T/slots" ;;
bad) sed -i "s/^\$2.state=.*/\$2.state=bad/" "$T/slots" ;;
try) sed -i "s/^\$2.state=.*/\$2.state=trial/;s/^\$2.tries=.*/\$2.tries=\${3:-3}/
	s/^next=.*/next=\$2/" "$T/slots" ;;
boot) sed -i "s/^next=.*/next=\$2/" "$T/slots" ;;
*) exit 2 ;;
esac
E
chmod 755 "$T/bin/tcr-slot"

slots() { # slots CURRENT A-STATE B-STATE [TRIES]: what the boot loader has
	rm -f "$T/fault"
	: >"$T/calls"
	cat >"$T/slots" <<-E
		current=$1
		other=$(echo "$1" | tr ab ba)
		backend=bls
		a.state=$2
		a.version=1.0
		a.time=1764511331
		a.id=1a111111$(printf %056d 1)
		b.state=$3
		b.tries=${4:-2}
		b.version=2.0
		b.time=1764511332
		b.id=2b222222$(printf %056d 2)
		next=$1
		later=something
	E
}

confirm_sec() { # confirm_sec SECONDS: SlotConfirmSec=
	printf '[Manager]\nSlotConfirmSec=%s\n' "$1" >"$T/etc/tcr.conf"
}

# critical NAME COMMAND [LINES of Container] [OF Service] [OF X-TCR]
critical() {
	cat >"$T/conf.d/$1.container" <<-E
		[Container]
		Image=busybox
		Exec=/bin/sh -c "$2"
		Network=none
		StopTimeout=1
		${3:-}
		[Service]
		${4:-Restart=always}
		[Install]
		WantedBy=multi-user.target
		[X-TCR]
		Critical=yes
		${5:-StableSec=0}
	E
}

tcrd_end() { # as if the device had gone down
	kill "$tcrd_pid"
	wait "$tcrd_pid" || :
	rm -rf /run/tcr "$T"/conf.d/*
	: >"$T/console"
}

called() { # called WORDS...: tcr-slot was
	grep -qx "$*" "$T/calls"
}

slot() { # slot KEY: of the status document
	device "slot.$1"
}

says() { # says PATTERN: a line of tcrctl status does
	tcrctl status | grep -Eq "$1"
}
