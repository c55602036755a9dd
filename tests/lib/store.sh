# shellcheck shell=sh
# Sourced after lib.sh, images.sh and `enter`: images of a small size in the
# firmware ($T/images) and in the store ($T/data/images), and units that use them.

# shellcheck disable=SC2154 # T and arch are lib.sh's
store_setup() {
	busybox_image base
	mv "$T/images/base.sqfs" "$T/base"
	export TCR_DATA="$T/data" TCR_IMAGES="$T/images:$T/data/images"
	S=$T/data/images
}

# image FILE NAME:TAG VERSION CREATED [LINE...]: an image whose program runs for
# ever; its digest is made of the version.
image() {
	file=$1 ref=$2 version=$3 created=$4
	shift 4
	cp "$T/base" "$file"
	{
		printf '%s\n' "Name=${ref%:*}" "Tag=${ref##*:}" \
			"Digest=sha256:$(digest "$version")" \
			"Architecture=${image_arch:-$arch}" "Created=$created" \
			"Label=org.opencontainers.image.version=$version" "$@"
		[ $# -gt 0 ] || printf 'Cmd=%s\n' /bin/sleep 1000
	} | trailer "$file"
}

digest() { # digest VERSION
	printf %s "$1" | sha256sum | cut -c 1-64
}

# uses NAME IMAGE [LINE...]: a unit of the image; the lines are of [Service].
uses() {
	name=$1 ref=$2
	shift 2
	{
		printf '%s\n' '[Container]' "Image=$ref" Network=none \
			StopSignal=SIGKILL '[Service]' "$@" \
			'[Install]' WantedBy=multi-user.target
	} | unit "$name.container"
}

# shellcheck disable=SC2034 # the tests read them
run() { # run COMMAND...: its output in $out, errors in $err, status in $rc
	rc=0
	"$@" >"$T/out" 2>"$T/err" || rc=$?
	out=$(cat "$T/out")
	err=$(cat "$T/err")
}

# The version of the image that a unit's container runs.
runs() { # runs UNIT
	tcrctl status --json "$1" | jq -r '.[0].image_version'
}

# The version that the store has of a name; "" if it has none.
has() { # has NAME:TAG
	tcrctl image ls --json | jq -r --arg n "$1" '.[] |
		select(.image == $n and .where == "loaded") | .labels[] |
		select(startswith("org.opencontainers.image.version=")) |
		sub(".*="; "")'
}

# Whatever is in the store besides images.
left_over() {
	find "$S" -mindepth 1 ! -name '[!.]*.sqfs'
}
