#!/bin/sh
# SPDX-License-Identifier: MIT
# tcr-create-image: HEALTHCHECK of an image is kept, whatever the source and
# whatever it says.
. "$(dirname "$0")/lib.sh"
enter "$@"
create=$top/host/tcr-create-image
export TMPDIR="$T"
cd "$T"
mkdir -p root/etc
echo hello >root/etc/motd
tar -C root -cf layer.tar .
layer=$(sha256sum layer.tar | cut -d ' ' -f 1)

# archive CONFIG: docker.tar, as `docker save` writes it, with these settings.
archive() {
	jq -n --argjson config "$1" --arg arch "$arch" --arg layer "$layer" '{
		architecture: $arch, os: "linux", config: $config,
		rootfs: {type: "layers", diff_ids: ["sha256:" + $layer]},
		history: [{created: "1970-01-01T00:00:00Z", created_by: "x"}]}' >c
	id=$(sha256sum c | cut -d ' ' -f 1)
	mv c "$id.json"
	jq -n --arg id "$id.json" '[{Config: $id, RepoTags: ["x/web:1"],
		Layers: ["layer.tar"]}]' >manifest.json
	tar -cf docker.tar manifest.json "$id.json" layer.tar
}
# health SOURCE: what the trailer says of checks, and the words of one a line.
health() {
	$create --quiet --name web:1 "$1" web.sqfs 2>err || {
		cat err
		return 0
	}
	size=$(tail -c 128 web.sqfs | sed -n 's/.*text=0*\([0-9]*\) .*/\1/p')
	tail -c "$((size + 128))" web.sqfs | head -c "$size" | grep ^Health || :
}
# shell TEST [REST]: of a HEALTHCHECK with this Test.
check() {
	archive "{\"Healthcheck\": {\"Test\": $1${2:+, $2}}${3:+, $3}}"
	health docker-archive:docker.tar | tr '\n' '|'
}

all='"Interval": 5000000000, "Timeout": 1500000000, "StartPeriod": 60000000000,
	"StartInterval": 250000000, "Retries": 4'
want='HealthCmd=/bin/sh|HealthCmd=-c|HealthCmd=wget -q localhost|HealthIntervalMs=5000|HealthTimeoutMs=1500|HealthStartPeriodMs=60000|HealthStartIntervalMs=250|HealthRetries=4|'
is "$(check '["CMD-SHELL", "wget -q localhost"]' "$all")" "$want" \
	'a command for the shell, with all its times'
skopeo copy -q docker-archive:docker.tar dir:dir
is "$(health dir:dir | tr '\n' '|')" "$want" 'the same of dir:'
skopeo copy -q docker-archive:docker.tar oci:oci:lost
is "$(health oci:oci:lost)" '' 'an OCI image has lost it'

# with FILTER: the image of dir: as an OCI image whose settings are more than
# OCI's: some builders leave them there.
with() {
	rm -rf more && skopeo copy -q docker-archive:docker.tar oci:more:1
	blobs=more/blobs/sha256
	old=$(jq -r '.manifests[0].digest' more/index.json | cut -d : -f 2)
	config=$(jq -r .config.digest "$blobs/$old" | cut -d : -f 2)
	jq -c "$1" "$blobs/$config" >c
	new=$(sha256sum c | cut -d ' ' -f 1)
	jq -c --arg d "sha256:$new" --argjson s "$(stat -c %s c)" \
		'.config.digest = $d | .config.size = $s' "$blobs/$old" >m
	mv c "$blobs/$new"
	new=$(sha256sum m | cut -d ' ' -f 1)
	jq -c --arg d "sha256:$new" --argjson s "$(stat -c %s m)" \
		'.manifests[0].digest = $d | .manifests[0].size = $s' \
		more/index.json >i
	mv m "$blobs/$new"
	mv i more/index.json
	health oci:more:1 | tr '\n' '|'
}
is "$(with '.config.Healthcheck = {Test: ["CMD", "x"], Interval: 2e9,
	Timeout: "1s", Retries: 2.5}')" \
	'HealthCmd=x|HealthIntervalMs=2000|HealthRetries=2|' \
	'unless its builder has left it there'
like "$(with '.config.Healthcheck = {Test: "CMD x"}')" \
	'settings cannot be read' 'what is no list is refused'
like "$(with '.config.Healthcheck = {Test: ["CMD", 5]}')" \
	'settings cannot be read' 'and a word that is none'
is "$(check '["CMD", "/bin/check", "a b"]')" 'HealthCmd=/bin/check|HealthCmd=a b|' \
	'words'
is "$(check '["CMD-SHELL", "exit 0"]' '' '"Shell": ["/bin/bash", "-ec"]')" \
	'HealthCmd=/bin/bash|HealthCmd=-ec|HealthCmd=exit 0|' \
	"the image's own shell"
for none in '["NONE"]' '[]' null '["CMD"]' '["CMD-SHELL"]' '["OTHER", "x"]'; do
	is "$(check "$none" "$all")" '' "$none is no check"
done
is "$(check '["CMD", "x"]' '"Interval": 1, "Timeout": 0, "StartPeriod": -5,
	"Retries": 5000000')" \
	'HealthCmd=x|HealthIntervalMs=1|HealthRetries=1000000|' \
	'times that cannot be are left out'
is "$(check '["CMD", "x"]' '"Interval": 9000000000000000')" \
	'HealthCmd=x|HealthIntervalMs=2592000000|' \
	'no time is longer than 30 days'

# Bytes that would be another line, or obeyed by a terminal.
is "$(check '["CMD", "a\nUser=0:0\nHealthRetries=9", "\u001b[2J\\n\u007f", ""]')" \
	'HealthCmd=a\nUser=0:0\nHealthRetries=9|HealthCmd=\x1b[2J\\n\x7f|HealthCmd=|' \
	'newlines and control bytes stay in their word'
is "$(tail -c 128 web.sqfs | head -c 7)" TCRIMG1 '... and the footer is whole'
long=$(head -c 70000 /dev/zero | tr '\0' x)
like "$(check "[\"CMD\", \"$long\"]")" '64 KiB' 'one that is too long is refused'
like "$(check '["CMD", "a\u0000b"]')" 'settings cannot be read' 'so is a NUL'

# A tag that moves between the two requests.
mkdir bin
cat >bin/skopeo <<-E
	#!/bin/sh
	case "\$*" in
	*inspect*) echo '{"rootfs":{"diff_ids":["sha256:other"]}}' ;;
	*) exec $(command -v skopeo) "\$@" ;;
	esac
E
chmod 755 bin/skopeo
PATH=$T/bin:$PATH
like "$(health docker-archive:docker.tar)" 'was replaced' 'of another image it is not taken'
finish
