# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Functions of tcr-create-image, which sources this file: from $source, an image or a
# root file system, to the unpacked files in $tmp/bundle/rootfs, as a device wants
# them, and an OCI layout with the image's settings in $layout.
# shellcheck disable=SC2154 # what is used here is tcr-create-image's

skopeo_for()
{
	skopeo --override-arch "$arch" --override-os linux \
		${variant:+--override-variant "$variant"} "$@"
}

# with_registry PREFIX COMMAND...: COMMAND with the options for the registry.
with_registry()
{
	prefix=$1
	shift
	while IFS= read -r option; do
		[ -z "$option" ] || set -- "$@" "--$prefix${option#--}"
	done <<-E
	$registry
	E
	"$@"
}

# Writes the settings as the source has them; skopeo copy drops some of them.
settings()
{
	with_registry '' skopeo_for inspect --config --raw "$source" \
		>"$layout/source"
}

# Layers stay for the next image, until none has used them for 30 days.  The
# layout is beside them: skopeo makes a layer in it and moves it there.
fetch()
{
	set --
	if [ -n "$cache" ]; then
		mkdir -p "$cache/sha256" || die 1 "no cache (see --no-cache)"
		find "$cache/sha256" -type f -mtime +30 -delete
		layout=$(mktemp -d "$cache/layout.XXXXXX")
		set -- --dest-shared-blob-dir "$cache"
	fi
	stage fetching "$source"
	step "cannot fetch $source" with_registry src- skopeo_for copy "$@" \
		"$source" "oci:$layout:image"
	step "cannot fetch $source" settings
	if [ -n "$cache" ]; then
		rm -rf "$layout/blobs"
		ln -s .. "$layout/blobs"
		blobs | xargs touch -c
	fi
	manifest=$(blobs | head -n 1)
	stage unpacking "$(jq '[.layers[].size] | add // 0' "$manifest" |
		numfmt --to=iec) of layers"
	from=$layout
	! jq -e 'any(.layers[]; .mediaType | endswith("+zstd"))' "$manifest" \
		>/dev/null || {
		from=$tmp/plain
		need zstd zstd
		step "cannot unpack $source" plain_layers
	}
	step "cannot unpack $source" umoci raw unpack --image "$from:image" \
		"$tmp/bundle/rootfs"
	sed -n "s/.*rootless{\\(.*\\)} creating empty file in place of device.*/\\1/p" \
		"$tmp/log" | while read -r node; do
		progress "$node is a device node, which needs root: now an" \
			"empty file (no container of a device opens an image's)"
	done
}

# umoci does not read layers that zstd has compressed.  Makes a layout, $tmp/plain, in
# which no layer is compressed: each is then what the image's diff_ids name.
plain_layers()
{
	mkdir -p "$tmp/plain/blobs/sha256"
	cp "$layout/oci-layout" "$tmp/plain/"
	settings=$(blobs | sed -n 2p)
	cp "$settings" "$tmp/plain/blobs/sha256/"
	jq -r --slurpfile of "$settings" '[.layers, $of[0].rootfs.diff_ids] |
		transpose[] | "\(.[0].digest) \(.[1])"' "$manifest" | tr : / |
		while read -r digest diff; do
			zstd -qdcf "$layout/blobs/$digest" \
				>"$tmp/plain/blobs/$diff" || exit
			stat -c '%s' "$tmp/plain/blobs/$diff"
		done >"$tmp/sizes" || return
	jq --slurpfile of "$settings" --slurpfile size "$tmp/sizes" '
		.layers = ([$of[0].rootfs.diff_ids, $size] | transpose | map({
			mediaType: "application/vnd.oci.image.layer.v1.tar",
			digest: .[0], size: .[1]}))' "$manifest" >"$tmp/manifest"
	sum=$(sha256sum <"$tmp/manifest" | cut -d ' ' -f 1)
	jq --arg d "sha256:$sum" --argjson s "$(stat -c %s "$tmp/manifest")" \
		'.manifests[0].digest = $d | .manifests[0].size = $s' \
		"$layout/index.json" >"$tmp/plain/index.json"
	mv "$tmp/manifest" "$tmp/plain/blobs/sha256/$sum"
}

# Prints the files of the manifest and of what it names.
blobs()
{
	of=$layout/blobs/$(jq -r '.manifests[0].digest' "$layout/index.json" |
		tr : /)
	echo "$of"
	jq -r '.config.digest, .layers[].digest' "$of" | tr : / |
		sed "s#^#$layout/blobs/#"
}

# A root file system without an image: a layout that says what was given.
bare()
{
	stage copying "$source"
	mkdir "$tmp/bundle/rootfs"
	: >"$layout/source"
	printf '%s' "$config" | jq -cS --arg a "$arch" \
		'{architecture: $a, config: .}' >"$layout/config"
	case $source in
	tar:*)
		step "cannot unpack $source" tar -C "$tmp/bundle/rootfs" -x \
			--numeric-owner --same-permissions --xattrs \
			--xattrs-include=security.capability \
			-f "${source#tar:}"
		;;
	rootfs:*)
		step "cannot copy $source" cp -a "${source#rootfs:}/." \
			"$tmp/bundle/rootfs"
		;;
	esac
}

# A folder that no layer lists has the time at which it was unpacked.  (tar may
# complain about the end of an archive; umoci has checked it.)
set_times()
{
	jq -r '.layers[].digest' "$layout/manifest" | while read -r digest; do
		tar -tf "$layout/blobs/$(echo "$digest" | tr : /)" \
			--quoting-style=literal 2>/dev/null || :
	done | sed 's#^[./]*/##;s#^#./#;s#/*$##' | LC_ALL=C sort -u >"$tmp/listed"
	(cd "$tmp/bundle/rootfs" && find . -type d | LC_ALL=C sort |
		LC_ALL=C comm -23 - "$tmp/listed" | tr '\n' '\0' |
		xargs -0 -r touch -hd @0)
}

# Of extended attributes a device obeys file capabilities alone.  The others are
# of other systems, or would say to overlayfs what only overlayfs may.
remove_attributes()
{
	getfattr -Rhm - --absolute-names "$tmp/bundle/rootfs" 2>/dev/null |
		while IFS= read -r line; do
			case $line in
			'# file: '*) file=$(printf '%b.' "${line#\# file: }") ;;
			'' | security.capability) ;;
			*) setfattr -hx "$(printf '%b' "$line")" "${file%.}" ;;
			esac
		done || die 1 "cannot take away extended attributes"
}
