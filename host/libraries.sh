# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# Functions for a root that is made of unpacked packages: sourced behind lib.sh.  $from
# is the folders with the packages, the first of which that has a file counts; $tree the
# root, whose libraries are in the folder $libs; $readelf reads programs.

# find_file PATH: prints where the unpacked packages have the file.
find_file()
{
	# shellcheck disable=SC2154 # of who sources this
	for folder in $from; do
		if [ -e "$folder/$1" ]; then
			echo "$folder/$1"
			return
		fi
	done
	die 1 "no package has $1"
}

needed()
{
	# shellcheck disable=SC2154 # of who sources this
	"$readelf" -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'
}

# libraries FILE: copies the libraries that it needs, and those that they need.
libraries()
{
	todo=$(needed "$1")
	# shellcheck disable=SC2154 # of who sources this
	while [ -n "$todo" ]; do
		next=
		for lib in $todo; do
			[ ! -e "$tree/$libs/$lib" ] || continue
			file=$(find_file "$libs/$lib")
			install -m 755 "$file" "$tree/$libs/$lib"
			next="$next $(needed "$file")"
		done
		todo=$(echo "$next" | xargs)
	done
}

# loader FILE: the program interpreter (ld.so) gets the path that FILE names.
loader()
{
	path=$("$readelf" -l "$1" | sed -n 's/.*interpreter: \(.*\)\]/\1/p')
	[ -n "$path" ] || die 1 "$1 has no interpreter"
	case $path in
	/lib64/*)
		mkdir "$tree/usr/lib64"
		ln -s usr/lib64 "$tree/lib64"
		;;
	esac
	ln -sf "$(realpath -m --relative-to="$tree/usr$(dirname "$path")" \
		"$tree/$libs/${path##*/}")" "$tree/usr$path"
}
