/* SPDX-License-Identifier: MIT */
/*
 * config.json, made from units and images of all sorts.
 * Links: supervisor/spec/spec.c supervisor/spec/spec_[a-z]*.c
 * Links: supervisor/units/text/env.c supervisor/units/rights.c
 * Links: supervisor/base/jsoncheck.c supervisor/base/passwd.c
 * Links: supervisor/spec/memory.c supervisor/base/json.c supervisor/base/utf8.c
 * Links: supervisor/base/strv.c
 * Links: supervisor/base/keep.c supervisor/spec/userns.c
 * Links: supervisor/base/paths.c supervisor/spec/points.c
 * Links: supervisor/units/volume.c supervisor/units/text/value.c
 * Links: supervisor/base/linkwalk.c supervisor/spec/source.c
 * Links: supervisor/base/lock.c supervisor/base/signals.c net/address.c
 * Links: images/[a-z]*.c init/fmt.c init/io.c init/log.c init/text.c
 * Links: supervisor/base/arena.c
 */
#include "supervisor/spec/spec.h"
#include "supervisor/spec/spec_input.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/unit_net.h"
#include "supervisor/units/volume.h"

#include "init/io.h"
#include "supervisor/spec/spec_mounts.h"
#include "supervisor/units/text/env.h"
#include "tests/unit/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX (256 << 10)

/* A unit and its image, each made anew by fresh(). */
static struct unit_file unit;
static struct image_info image;
static struct spec_input in;
static char text[TEXT_MAX]; /* config.json */

static void fresh(void)
{
	static char hostname[] = "web";

	arena_done(&unit.arena);
	unit = (struct unit_file){.name = "web", .conf.hostname = hostname};
	image = (struct image_info){.uid = -1, .gid = -1};
	in = (struct spec_input){.unit = &unit,
		.image = &image,
		.root = "root",
		.unit_dir = "unit",
		.cgroup = "/tcr/web"};
}

static void add(struct strv *list, const char *word)
{
	if (strv_add(&unit.arena, list, word, strlen(word)) < 0)
		abort();
}

static int write_spec(void)
{
	int rc;

	(void)unlink("config.json");
	text[0] = 0;
	rc = spec_write(&in, AT_FDCWD);
	if (rc == 0)
		(void)io_read_file(AT_FDCWD, "config.json", text, sizeof(text));
	return rc;
}

static void has(const char *part, const char *claim)
{
	if (!ok(strstr(text, part) != NULL, "%s", claim))
		printf("# lacks %s\n# %.2000s\n", part, text);
}

static void has_not(const char *part, const char *claim)
{
	ok(strstr(text, part) == NULL, "%s", claim);
}

static void put_file(const char *path, const char *content, size_t len)
{
	FILE *f = fopen(path, "w");

	if (f) {
		fwrite(content, 1, len, f);
		fclose(f);
	}
}

#define PUT_FILE(path, content) put_file(path, content, sizeof(content) - 1)

static void args(const char *want, const char *claim)
{
	char whole[256];

	(void)snprintf(whole, sizeof(whole), "\"args\":[%s]", want);
	is_int(write_spec(), 0, claim);
	has(whole, claim);
}

static void test_args(void)
{
	static char sh[] = "/bin/sh", c[] = "-c", none[] = "";
	static char *entrypoint[] = {sh, NULL}, *cmd[] = {c, NULL};
	static char *empty[] = {none, NULL};

	fresh();
	is_int(write_spec(), -EINVAL, "nothing to run");
	image.entrypoint = entrypoint;
	args("\"/bin/sh\"", "the image's entrypoint");
	image.cmd = cmd;
	args("\"/bin/sh\",\"-c\"", "and its command");
	add(&unit.conf.exec, "-x");
	args("\"/bin/sh\",\"-x\"", "Exec= replaces the command");
	unit.conf.entrypoint_set = true;
	args("\"-x\"", "Entrypoint= empty leaves Exec=");
	add(&unit.conf.entrypoint, "/e");
	args("\"/e\",\"-x\"", "Entrypoint= replaces the entrypoint");
	unit.conf.exec = (struct strv){0};
	args("\"/e\"", "Entrypoint= alone drops the image's command");
	fresh();
	image.cmd = empty;
	is_int(write_spec(), -EINVAL, "an empty program name");
}

static void test_env(void)
{
	static char a[] = "A=image", b[] = "PATH=/image", c[] = "C=image";
	static char *env[] = {a, b, c, NULL};

	fresh();
	add(&unit.conf.exec, "/x");
	image.env = env;
	PUT_FILE("env", "# comment\n; too\n\n  A=file  \nB=\"q \"\r\nD='\n");
	add(&unit.conf.environment_files, "env");
	add(&unit.conf.environment_files, "-lacks");
	add(&unit.conf.environment, "B=unit");
	add(&unit.conf.environment, "E=\"x\"");
	is_int(write_spec(), 0, "an environment from all sources");
	has("\"env\":[\"PATH=/image\",\"HOME=/\",\"HOSTNAME=web\",\"A=file\","
	    "\"C=image\",\"B=unit\",\"D='\",\"E=\\\"x\\\"\"]",
		"the later one wins");
	add(&unit.conf.environment_files, "lacks");
	is_int(write_spec(), -ENOENT, "a file that has to be there");
}

static void test_env_quotes(void)
{
	static const char *const rows[][2] = {
		{"\"q \"", "q "},
		{"'q'", "q"},
		{"\"\"", ""},
		{"\"x\" and \"y\"", "\"x\" and \"y\""},
		{"'x' and 'y'", "'x' and 'y'"},
		{"\"x\" # y", "\"x\" # y"},
		{"\"a \\\"b\\\" c\"", "a \\\"b\\\" c"},
		{"'a \\'", "a \\"},
		{"\"it's\"", "it's"},
		{"'say \"x\"'", "say \"x\""},
		{"\"x'", "\"x'"},
		{"\"x\\\"", "\"x\\\""},
		{"\"", "\""},
		{"x\"y\"", "x\"y\""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena arena = {0};
		struct strv env = {0};
		char words[64];
		unsigned line;
		const char *why;
		int len = snprintf(words, sizeof(words), "A=%s", rows[i][0]);

		is_int(env_parse(&arena, &env, words, (size_t)len, &line, &why),
			0, "a value with quotes is read");
		is_str(env.n ? env.v[0] + 2 : "none", rows[i][1], rows[i][0]);
		arena_done(&arena);
	}
}

static void bad_env(
	const char *content, size_t len, unsigned where, const char *claim)
{
	struct arena arena = {0};
	struct strv env = {0};
	unsigned line = 0;
	const char *why = NULL;
	char *copy = malloc(len + 1);

	if (!copy)
		abort();
	memcpy(copy, content, len + 1);
	is_int(env_parse(&arena, &env, copy, len, &line, &why), -EINVAL, claim);
	is_int(line, where, "in its line");
	is_str(why, claim, "for that reason");
	free(copy);
	arena_done(&arena);
}

#define BAD_ENV(content, line, why)                                            \
	bad_env(content, sizeof(content) - 1, line, why)

static void test_env_files(void)
{
	static char big[ENV_FILE_MAX + 2];

	BAD_ENV("A=1\nB\n", 2, "no '=' in the line");
	BAD_ENV("\n\n=x", 3, "no name before the '='");
	BAD_ENV("export A=1", 1, "blank in the name");
	BAD_ENV("A=\0b\n", 1, "NUL byte");
	BAD_ENV("A=1\nB=\xff\n", 2, "not UTF-8");
	memset(big, '\n', sizeof(big) - 1);
	PUT_FILE("env", big);
	fresh();
	add(&unit.conf.exec, "/x");
	add(&unit.conf.environment_files, "env");
	is_int(write_spec(), -EFBIG, "a file beyond the limit");
}

static void test_user(void)
{
	static char web[] = "web", nope[] = "nope", four[] = "4";
	static char five[] = "5", *groups[] = {four, five, NULL};

	fresh();
	add(&unit.conf.exec, "/x");
	is_int(write_spec(), 0, "no user at all");
	has("\"user\":{\"uid\":0,\"gid\":0,\"umask\":18,"
	    "\"additionalGids\":[]}",
		"is root");
	has("\"bounding\":[\"CAP_CHOWN\",", "with capabilities");
	has_not("CAP_SYS_ADMIN", "but few");
	has("\"inheritable\":[],\"ambient\":[]", "that nobody inherits");
	image.uid = 7;
	is_int(write_spec(), 0, "the image's user");
	has("\"uid\":7,\"gid\":0", "is a number");
	has("\"bounding\":[],\"effective\":[],\"permitted\":[]",
		"without capabilities");
	image.gid = 8;
	image.groups = groups;
	is_int(write_spec(), 0, "the image's groups");
	has("\"uid\":7,\"gid\":8,\"umask\":18,\"additionalGids\":[4,5]",
		"are numbers");
	unit.conf.user = web;
	is_int(write_spec(), 0, "the unit's user");
	has("\"uid\":33,\"gid\":34,\"umask\":18,\"additionalGids\":[63]",
		"is looked up in the root");
	has("\"HOME=/home/web\"", "with its home");
	unit.conf.user = nope;
	is_int(write_spec(), -ENOENT, "an unknown user");
	ok(access("config.json", F_OK) < 0, "no file of an unfit container");
}

static void test_seccomp(void)
{
	fresh();
	add(&unit.conf.exec, "/x");
	in.seccomp_path = "bpf";
	is_int(write_spec(), -ENOENT, "no seccomp program");
	PUT_FILE("bpf", "");
	is_int(write_spec(), -EBADMSG, "an empty one");
	PUT_FILE("bpf", "1234567");
	is_int(write_spec(), -EBADMSG, "a cut one");
	PUT_FILE("bpf", "\x06\0\0\0\0\0\xff\x7f");
	is_int(write_spec(), 0, "a whole one");
	has("\"run.oci.seccomp_bpf_data\":\"BgAAAAAA/38=\"", "as base64");
}

static void test_network(void)
{
	fresh();
	add(&unit.conf.exec, "/x");
	in.netns = "/run/netns";
	is_int(write_spec(), 0, "a pinned network namespace");
	has("{\"type\":\"network\",\"path\":\"/run/netns\"}", "is joined");
	has("\"source\":\"unit/hosts\"", "with its own hosts");
	in.netns = NULL;
	unit.conf.network = NETWORK_NONE;
	is_int(write_spec(), 0, "no network");
	has("{\"type\":\"network\"}", "is an empty namespace");
	unit.conf.network = NETWORK_HOST;
	is_int(write_spec(), 0, "the device's network");
	has_not("\"type\":\"network\"", "is no namespace");
	has_not("\"sysctl\"", "whose sysctls are left alone");
	has_not("unit/resolv.conf", "with the device's resolvers");
}

static void mount_order(const struct spec_mounts *m)
{
	bool sorted = true, unique = true;

	for (size_t i = 1; i < m->n; i++) {
		const char *a = m->v[i - 1].destination;

		sorted &= strcmp(a, m->v[i].destination) <= 0;
		unique &= strcmp(a, m->v[i].destination) != 0;
	}
	ok(sorted, "parents come first");
	ok(unique, "nothing is mounted twice");
}

static const char *options_of(const struct spec_mounts *m, const char *where)
{
	for (size_t i = 0; i < m->n; i++)
		if (!strcmp(m->v[i].destination, where))
			return m->v[i].options;
	return NULL;
}

static void test_mounts(void)
{
	static char dir[] = ".", data[] = "/data/in", upper[] = "/data";
	static char hosts[] = "/etc/hosts", shm[] = "/dev/shm", ro[] = "ro";
	static char tmp[] = "/tmp", dev[] = "/dev", lacks[] = "/no/such/file";
	static char options[] = "notmpcopyup,exec,size=1m,mode=0700";
	struct unit_volume volumes[] = {
		{.source = dir, .destination = data, .options = ro},
		{.source = dir, .destination = upper},
		{.source = dir, .destination = hosts}};
	struct unit_tmpfs tmpfs[] = {
		{.destination = shm}, {.destination = tmp, .options = options}};
	struct spec_mounts m = {0};

	fresh();
	unit.conf.volumes = volumes;
	unit.conf.volume_count = 3;
	unit.conf.tmpfs = tmpfs;
	unit.conf.tmpfs_count = 2;
	unit.conf.read_only = true;
	is_int(spec_mounts_plan(&in, &m), 0, "a plan of mounts");
	mount_order(&m);
	is_str(options_of(&m, "/data/in"), "rbind,rprivate,ro,nosuid,nodev",
		"a read-only volume");
	is_str(options_of(&m, "/etc/hosts"), "rbind,rprivate,rw,nosuid,nodev",
		"a volume in the place of a file of ours");
	is_str(options_of(&m, "/dev/shm"),
		"noexec,tmpcopyup,size=67108864,nr_inodes=65536,rw,nosuid,"
		"nodev",
		"a tmpfs by default");
	is_str(options_of(&m, "/tmp"),
		"exec,nr_inodes=65536,exec,size=1m,mode=0700,nosuid,nodev",
		"a tmpfs with options, in the place of a usual one");
	ok(options_of(&m, "/run") && options_of(&m, "/var/tmp"),
		"ReadOnly=yes has writable places");
	spec_mounts_done(&m);
	tmpfs[0].destination = upper;
	is_int(spec_mounts_plan(&in, &m), -EINVAL, "two for one place");
	tmpfs[0].destination = dev;
	is_int(spec_mounts_plan(&in, &m), -EINVAL, "nothing over /dev");
	tmpfs[0].destination = shm;
	volumes[0].source = lacks;
	is_int(spec_mounts_plan(&in, &m), -ENOENT, "a source that lacks");
	ok(!m.v && m.n == 0, "a plan that failed is none");
}

static bool has_pids(const char *file)
{
	return !strcmp(file, "pids.max");
}

static void test_rest(void)
{
	static char srv[] = "/srv", app[] = "/app";
	struct stat st;

	fresh();
	add(&unit.conf.exec, "/x");
	image.working_dir = srv;
	is_int(write_spec(), 0, "a plain container");
	ok(stat("config.json", &st) == 0 && (st.st_mode & 0777) == 0600,
		"config.json is root's alone");
	has("\"cwd\":\"/srv\"", "the image's folder");
	has("\"noNewPrivileges\":true", "no new privileges");
	has("\"cgroupsPath\":\"/tcr/web\"", "its cgroup");
	has("\"root\":{\"path\":\"root\",\"readonly\":false}", "its root");
	has("\"hostname\":\"web\"", "its name");
	has_not("\"pids\"", "no limit where there is no controller");
	in.cgroup_can = has_pids;
	unit.conf.working_dir = app;
	unit.conf.read_only = true;
	is_int(write_spec(), 0, "a unit that says more");
	has("\"cwd\":\"/app\"", "its folder wins");
	has("\"pids\":{\"limit\":512}", "its processes are limited");
	has("\"remount\",\"bind\",\"nosuid\",\"nodev\",\"ro\"",
		"its root is read-only");
}

static int remove_one(
	const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

static void test_process(void)
{
	static char buf[TEXT_MAX], there[] = "/there";
	struct strv words = {0}, env = {0};
	struct spec_command command = {.argv = &words};
	struct passwd_user user = {.uid = 7, .gid = 8};

	fresh();
	unit.conf.working_dir = there;
	add(&unit.conf.exec, "\"args\":[");
	add(&unit.conf.environment, "A=\"env\":[\",\"root\":{\"");
	is_int(write_spec(), 0, "a unit with words like keys");
	add(&words, "/check");
	add(&words, "it's \"well\"");
	ok(spec_process(text, &command, buf, sizeof(buf)) > 0,
		"a command as the program");
	ok(!strncmp(buf, "{\"terminal\":false,\"user\":{", 26),
		"it begins as the process does");
	ok(strstr(buf, ",\"args\":[\"/check\",\"it's \\\"well\\\"\"],"
		       "\"env\":[\"PATH=") != NULL,
		"its words are in the place of the program's");
	ok(strstr(buf, "\"cwd\":\"/there\",\"capabilities\":{") != NULL,
		"its directory and rights are the program's");
	ok(strcmp(strrchr(buf, ']'), "]}\n") == 0, "nothing else follows");
	is_int(write_spec(), 0, "the same again");
	add(&env, "B=\"1\"");
	command = (struct spec_command){&words, &env, "/else", &user, true};
	ok(spec_process(text, &command, buf, sizeof(buf)) > 0,
		"a command that differs in all");
	ok(!strncmp(buf,
		   "{\"terminal\":true,\"user\":{\"uid\":7,\"gid\":8,"
		   "\"umask\":18,\"additionalGids\":[]},\"args\":[",
		   75),
		"its terminal and its user");
	ok(strstr(buf, "\"B=\\\"1\\\"\"],\"cwd\":\"/else\",\"capabilities\":{"),
		"its variable behind the others, and its directory");
	ok(strcmp(strrchr(buf, ']'), "]}\n") == 0, "and nothing else follows");
	is_int(write_spec(), 0, "the same again");
	is_int(spec_process(text, &command, buf, 200), -ENOBUFS, "no room");
	text[40] = 0;
	is_int(spec_process(text, &command, buf, sizeof(buf)), -EBADMSG,
		"a file that was cut");
}

int main(void)
{
	char dir[] = "/tmp/tcr-spec-XXXXXX";

	if (!mkdtemp(dir) || chdir(dir) < 0 || mkdir("root", 0755) < 0 ||
		mkdir("root/etc", 0755) < 0 || mkdir("unit", 0755) < 0 ||
		mkdir("unit/dev", 0755) < 0)
		return 1;
	PUT_FILE("unit/hostname", "");
	PUT_FILE("unit/hosts", "");
	PUT_FILE("unit/resolv.conf", "");
	PUT_FILE("root/etc/passwd", "web:x:33:34::/home/web:/bin/sh\n");
	PUT_FILE("root/etc/group", "audio:x:63:web\n");
	test_args();
	test_env();
	test_env_quotes();
	test_env_files();
	test_user();
	test_seccomp();
	test_network();
	test_mounts();
	test_rest();
	test_process();
	fresh();
	ok(chdir("/") == 0 &&
			nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS) == 0,
		"nothing is left");
	return done_testing();
}
