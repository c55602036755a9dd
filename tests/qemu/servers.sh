# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
# Sourced by 33-servers.sh: images of servers, made of Debian's packages as a
# Dockerfile would make them.
#
#	servers_fetch    the packages into $packages; before the network is left
#	servers_images   images redis, mosquitto, postgres, python, jail, clients

servers_fetch()
{
	while read -r name list; do
		# shellcheck disable=SC2086 # words on purpose
		"$host/debs" "$packages/$name" base-files $list
	done <<-E
		redis redis-server dash coreutils findutils util-linux
		mosquitto mosquitto
		postgres postgresql-15 dash tzdata
		python python3
		clients redis-tools mosquitto-clients postgresql-client-15 busybox
	E
}

# debian NAME: the packages' files in $T/NAME, without what nobody runs, which is
# half of them (no libLLVM: no JIT), and what base-files does when installed.
debian()
{
	root=$T/$1
	cp -a "$packages/$1" "$root"
	rm -rf "$root"/.debs "$root"/usr/share/doc "$root"/usr/share/man \
		"$root"/usr/share/locale "$root"/usr/share/i18n \
		"$root"/usr/share/perl* "$root"/usr/lib/*/perl* \
		"$root"/usr/bin/perl* "$root"/usr/lib/*/gconv \
		"$root"/usr/lib/*/libLLVM* "$root"/usr/lib/*/libz3* \
		"$root"/usr/lib/postgresql/*/lib/llvmjit.so \
		"$root"/usr/lib/postgresql/*/lib/bitcode "$root/var/run"
	ln -s /run "$root/var/run"
	chmod 1777 "$root/tmp" "$root/var/tmp"
	echo root:x:0:0::/root:/bin/sh >"$root/etc/passwd"
	echo root:x:0: >"$root/etc/group"
}

# user NAME ID DIR...: who has the directories of the last root.
user()
{
	echo "$1:x:$2:$2::/nonexistent:/bin/false" >>"$root/etc/passwd"
	echo "$1:x:$2:" >>"$root/etc/group"
	id=$2
	shift 2
	for dir; do
		mkdir -p "$root$dir"
		chown -R "$id:$id" "$root$dir"
	done
}

# program PATH: from stdin
program()
{
	cat >"$root$1"
	chmod 755 "$root$1"
}

# image NAME [UMOCI OPTION]...: of the last root, which is gone then.
image()
{
	name=$1 layout=$T/oci-$1
	shift
	umoci init --layout "$layout"
	umoci new --image "$layout:latest"
	umoci insert --image "$layout:latest" "$root" /
	umoci config --image "$layout:latest" --architecture "$arch" \
		--config.env PATH=/usr/lib/postgresql/15/bin:/usr/bin:/bin "$@"
	"$top/host/tcr-create-image" --quiet --compressor lz4 --name "$name" \
		"oci:$layout:latest" "$T/images/$name.sqfs"
	rm -rf "$root" "$layout"
}

servers_images()
{
	# As Docker's own image: root, until the volume is the server's.
	debian redis
	user redis 101 /var/lib/redis
	program /entrypoint.sh <<-'E'
		#!/bin/sh
		set -e
		find . \! -user redis -exec chown redis {} +
		exec setpriv --reuid=redis --regid=redis --clear-groups "$@"
	E
	image redis --config.entrypoint /entrypoint.sh \
		--config.cmd redis-server --config.workingdir /var/lib/redis

	# Root, until the program itself is another user.
	debian mosquitto
	user mosquitto 102 /var/lib/mosquitto /var/log/mosquitto /run/mosquitto
	image mosquitto --config.cmd /usr/sbin/mosquitto --config.cmd -c \
		--config.cmd /etc/mosquitto/mosquitto.conf

	# Never root: it refuses.
	debian postgres
	user postgres 103 /var/lib/postgresql /run/postgresql
	program /start.sh <<-'E'
		#!/bin/sh
		set -e
		cd /var/lib/postgresql
		[ -s data/PG_VERSION ] || {
			echo secret >password
			initdb -D data --pwfile=password --auth-host=scram-sha-256
			echo host all all all scram-sha-256 >>data/pg_hba.conf
		}
		exec postgres -D data -h '*'
	E
	image postgres --config.user postgres --config.cmd /start.sh \
		--config.stopsignal SIGINT

	# Never root, and no volume: what it writes goes to the root file system.
	debian python
	user www 104 /srv/www /var/lib/www /run/www
	program /srv/www/server.py <<-'E'
		import http.server, os, pathlib
		for place in "/var/lib/www", "/run/www", "/tmp", "/var/tmp", "/dev/shm":
		    (pathlib.Path(place) / "file").write_text(place + " ")
		    with open("/tmp/all", "a") as all:
		        all.write((pathlib.Path(place) / "file").read_text())
		with open("/dev/stderr", "w") as log:
		    print("by its name", file=log)
		os.chdir("/tmp")
		http.server.test(http.server.SimpleHTTPRequestHandler,
		    http.server.ThreadingHTTPServer, port=80)
	E
	image python --config.user www --config.entrypoint python3 \
		--config.cmd /srv/www/server.py --config.stopsignal SIGINT

	# Nothing of Debian: a static program with musl.
	root=$T/jail
	mkdir -p "$root/var/empty" "$root/bin"
	musl-gcc -Os -static -o "$root/bin/jail" "$qemu_tests/jail.c"
	image jail --config.entrypoint /bin/jail --config.cmd redis \
		--config.cmd 65534

	debian clients
	for name in sh wget sleep timeout; do
		ln -s busybox "$root/bin/$name"
	done
	image clients --config.user 65534
}
