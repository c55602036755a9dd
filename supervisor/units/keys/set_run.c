/* SPDX-License-Identifier: MIT */
/*
 * Setters of the key table for the image and the program of a container.  They
 * follow the rules of set.c.
 */
#include "supervisor/units/keys/set_run.h"

#include "init/fmt.h"
#include "init/io.h"
#include "supervisor/base/utf8.h"
#include "supervisor/units/keys/draft.h"
#include "supervisor/units/text/env.h"
#include "supervisor/units/text/value.h"
#include "supervisor/units/text/words.h"
#include "supervisor/units/unit_file.h"
#include "supervisor/units/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LABELS_MAX 64
#define LABELS_BYTES_MAX                                                       \
	1024 /* in a unit: the status document has room for them */

/* Limits against mistakes and attacks. */
#define LIST_MAX      256
#define VARIABLES_MAX 1024

/*
 * Whether it is a transport of podman, "docker-archive:/x.tar", not the image
 * docker:latest.
 */
static bool is_transport(const char *value)
{
	static const char *const names[] = {"docker-archive:", "oci-archive:",
		"docker-daemon:", "containers-storage:", "oci:/", "oci:.",
		"dir:/", "dir:."};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strncmp(value, names[i], strlen(names[i])))
			return true;
	return false;
}

/* Whether what follows "@" in the name of an image is a digest. */
static bool is_digest(const char *text)
{
	static const char kind[] = "sha256:";
	const char *hex = text + strlen(kind);

	return strncmp(text, kind, strlen(kind)) == 0 &&
	       strspn(hex, "0123456789abcdef") == 64 && hex[64] == 0;
}

SET_FUNCTION(set_run_image)
{
	char **image = &u->unit.conf.image;
	const char *pin = value ? strchr(value, '@') : NULL;
	size_t len = value ? strlen(value) : 0;
	char path[PATH_MAX];

	(void)row;
	(void)at;
	if (!value)
		return arena_set(&u->unit.arena, image, NULL);
	if (*value != '/' && value_ends_with(value, strlen(value), ".build"))
		return draft_refuse(u, "nothing is built on the device");
	if (*value != '/' && value_ends_with(value, strlen(value), ".image") &&
		u->unit.kind == UNIT_IMAGE)
		return draft_refuse(u, "an .image unit cannot name another");
	if (is_transport(value))
		return draft_refuse(u,
			"archives are not read on the device: make an "
			"image file of it with tcr-create-image on "
			"the build machine");
	if (*value == '/') {
		if (volume_path(value, len, NULL, 0, path) < 0)
			return -EINVAL;
		return arena_set(&u->unit.arena, image, path);
	}
	if (strstr(value, "://"))
		return draft_refuse(u,
			"nothing is pulled on the device: use the name of "
			"an image that is there, or a path");
	if (len > 255 || !value_is_word(value, 1, "") ||
		!value_is_word(value, len, "._/:@-") || strstr(value, ".."))
		return -EINVAL;
	if (pin && !value_ends_with(value, len, ".image") &&
		!is_digest(pin + 1))
		return draft_refuse(u,
			"behind @ is the digest that the image must have: "
			"sha256: and 64 digits 0-9 and a-f");
	return arena_set(&u->unit.arena, image, value);
}

SET_FUNCTION(set_run_rootfs)
{
	char path[PATH_MAX];
	size_t len = value ? strcspn(value, ":") : 0;
	size_t dir_len;
	const char *dir = draft_dir(u, at, &dir_len);

	(void)row;
	(void)at;
	if (!value)
		return arena_set(&u->unit.arena, &u->unit.conf.rootfs, NULL);
	/*
	 * ":O" has no effect: without ReadOnly= the root is an overlay anyway.
	 */
	if (value[len] && strcmp(value + len, ":O") != 0)
		return draft_refuse(u, "the only option is :O");
	if (volume_path(value, len, dir, dir_len, path) < 0)
		return -EINVAL;
	if (!strcmp(path, "/"))
		return draft_refuse(
			u, "the device's own root cannot be a container's");
	return arena_set(&u->unit.arena, &u->unit.conf.rootfs, path);
}

/* An empty Entrypoint= means no entrypoint, not the image's. */
SET_FUNCTION(set_run_entrypoint)
{
	struct unit_conf *conf = &u->unit.conf;
	struct strv words = {0};
	int rc = 0;

	(void)row;
	(void)at;
	if (value)
		rc = *value == '[' ? words_json(value, &u->unit.arena, &words,
					     &u->why)
				   : strv_add(&u->unit.arena, &words, value,
					     strlen(value));
	if (rc < 0)
		return rc;
	conf->entrypoint = words;
	conf->entrypoint_set = true;
	return 0;
}

/*
 * Adds a variable with tcrd's value; one that tcrd does not have is left out.
 */
static int inherit(struct arena *arena, struct strv *list, const char *name)
{
	const char *value = getenv(name);
	size_t size = strlen(name) + (value ? strlen(value) : 0) + 2;
	char *text;
	int rc;

	if (!value || !utf8_valid(value, strlen(value)))
		return 0;
	text = malloc(size);
	if (!text)
		return -ENOMEM;
	(void)fmt_print(text, size, "%s=%s", name, value);
	rc = env_set(arena, list, text);
	free(text);
	return rc;
}

static int add_variable(struct draft *u, struct arena *arena, struct strv *list,
	const char *word)
{
	size_t len = strcspn(word, "=");

	if (list->n == VARIABLES_MAX)
		return draft_refuse(u, "too many variables");
	if (!value_is_word(word, len, "_.-"))
		return draft_refuse(u, "a name is letters, digits, _ . -");
	return word[len] ? env_set(arena, list, word)
			 : inherit(arena, list, word);
}

/* Environment= of [Container]: for the container, and for $. */
SET_FUNCTION(set_run_environment)
{
	struct strv *list = &u->unit.conf.environment;
	int rc;

	(void)row;
	(void)at;
	if (!value) {
		*list = (struct strv){0};
		return 0;
	}
	rc = add_variable(u, &u->unit.arena, list, value);
	return rc < 0 ? rc : add_variable(u, &u->arena, &u->variables, value);
}

/* Environment= of [Service]: only for $. */
SET_FUNCTION(set_run_variables)
{
	(void)row;
	(void)at;
	if (value)
		return add_variable(u, &u->arena, &u->variables, value);
	u->variables = (struct strv){0};
	return 0;
}

/* Makes the path of "[-]PATH" absolute and keeps the dash. */
static int file_path(
	struct draft *u, const char *word, unsigned at, char path[PATH_MAX + 1])
{
	bool may_lack = *word == '-';
	size_t dir_len;
	const char *dir = draft_dir(u, at, &dir_len);
	char text[PATH_MAX];
	size_t len;

	path[0] = '-';
	word += may_lack;
	len = strlen(word);
	/*
	 * A relative path is below the unit file's directory, also without
	 * "./".
	 */
	if (*word && *word != '/' && *word != '.') {
		if (fmt_print(text, sizeof(text), "./%s", word) < 0)
			return -EINVAL;
		word = text;
		len += 2;
	}
	if (volume_path(word, len, dir, dir_len, path + may_lack) < 0)
		return draft_refuse(u, "not the path of a file");
	return 0;
}

/*
 * Reads a file's variables for $.  Errors are ignored here: the container's
 * start reads the file once more and reports them.
 */
static int add_file_variables(struct draft *u, const char *path)
{
	const char *name = path + (*path == '-'), *why;
	char *text;
	struct stat st;
	unsigned line;
	ssize_t len;
	int rc;

	/* Opening a FIFO would block, and opening a device may have effects. */
	if (stat(name, &st) < 0 || !S_ISREG(st.st_mode)) {
		if (!u->lacking)
			return arena_set(&u->arena, &u->lacking, name);
		return 0;
	}
	text = malloc(ENV_FILE_MAX + 1);
	rc = text ? 0 : -ENOMEM;
	len = text ? io_read_file(AT_FDCWD, name, text, ENV_FILE_MAX + 1) : 0;
	if (len > 0)
		rc = env_parse(&u->arena, &u->variables, text, (size_t)len,
			&line, &why);
	free(text);
	return rc == -ENOMEM ? rc : 0;
}

/*
 * Adds a file of EnvironmentFile= to the list, and its variables.  As in
 * systemd the files of [Service] are needed for a start: the list has none with
 * a dash.
 */
static int add_file(struct draft *u, struct strv *list, bool needed,
	const char *value, unsigned at)
{
	char path[PATH_MAX + 1] = "";
	int rc;

	if (!value) {
		*list = (struct strv){0};
		return 0;
	}
	if (list->n == LIST_MAX)
		return draft_refuse(u, "too many files");
	rc = file_path(u, value, at, path);
	if (rc == 0 && (!needed || *path != '-'))
		rc = strv_add(&u->unit.arena, list, path, strlen(path));
	if (rc == 0 && needed && *path != '-' && access(path, F_OK) < 0)
		report_warning(&u->report, at,
			"%s is not there: its variables are empty, and the "
			"unit does not start (with -%s it does)",
			path, path);
	return rc < 0 ? rc : add_file_variables(u, path);
}

SET_FUNCTION(set_run_environment_file)
{
	(void)row;
	return add_file(u, &u->unit.conf.environment_files, false, value, at);
}

SET_FUNCTION(set_run_variables_file)
{
	(void)row;
	return add_file(u, &u->unit.conf.variable_files, true, value, at);
}

/*
 * Whether the text is a name, or a number up to 2^32 - 2 (the kernel takes 2^32
 * - 1 as "none").
 */
static bool is_account(const char *text, size_t len)
{
	char number[11];

	if (len == 0 || len > 32)
		return false;
	if (text[0] < '0' || text[0] > '9')
		return (value_is_word(text, 1, "_") &&
			value_is_word(text, len, "_.-$"));
	if (len >= sizeof(number))
		return false;
	memcpy(number, text, len);
	number[len] = 0;
	return value_number(number, UINT32_MAX - 1) >= 0;
}

SET_FUNCTION(set_run_user)
{
	struct unit_conf *conf = &u->unit.conf;
	size_t len = value ? strcspn(value, ":") : 0;

	(void)row;
	(void)at;
	if (value && !is_account(value, len))
		return -EINVAL;
	if (value && value[len]) {
		const char *group = value + len + 1;
		int rc = is_account(group, strlen(group)) ? 0 : -EINVAL;

		if (conf->group && !u->group_of_user)
			return draft_refuse(
				u, "the group is in Group= already");
		if (rc == 0)
			rc = arena_set(&u->unit.arena, &conf->group, group);
		if (rc < 0)
			return rc;
		u->group_of_user = true;
	} else if (u->group_of_user) {
		conf->group = NULL;
		u->group_of_user = false;
	}
	conf->user = value ? arena_copy(&u->unit.arena, value, len) : NULL;
	return !value || conf->user ? 0 : -ENOMEM;
}

SET_FUNCTION(set_run_group)
{
	(void)row;
	(void)at;
	if (u->group_of_user)
		return value ? draft_refuse(u, "the group is in User= already")
			     : 0;
	if (value && !is_account(value, strlen(value)))
		return -EINVAL;
	return arena_set(&u->unit.arena, &u->unit.conf.group, value);
}

SET_FUNCTION(set_run_hostname)
{
	size_t len = value ? strlen(value) : 0;

	(void)row;
	(void)at;
	if (value && (len > 64 || !value_is_word(value, 1, "") ||
			     !value_is_word(value + len - 1, 1, "") ||
			     !value_is_word(value, len, ".-_") ||
			     strstr(value, "..")))
		return -EINVAL;
	return arena_set(&u->unit.arena, &u->unit.conf.hostname, value);
}

SET_FUNCTION(set_run_publish)
{
	struct unit_conf *conf = &u->unit.conf;
	struct net_port port;
	struct net_port *ports;
	unsigned *lines;

	(void)row;
	if (!value) {
		conf->port_count = 0;
		return 0;
	}
	if (conf->port_count == DRAFT_PORTS_MAX)
		return draft_refuse(u, "too many ports");
	if (value_publish(value, &port, &u->why) < 0)
		return -EINVAL;
	ports = arena_grow(
		&u->unit.arena, conf->ports, conf->port_count, sizeof(*ports));
	if (!ports)
		return -ENOMEM;
	conf->ports = ports;
	lines = arena_grow(
		&u->arena, u->port_ats, conf->port_count, sizeof(*lines));
	if (!lines)
		return -ENOMEM;
	u->port_ats = lines;
	ports[conf->port_count] = port;
	lines[conf->port_count++] = at;
	return 0;
}

/* NAME=VALUE; the last value of a name counts. */
SET_FUNCTION(set_run_label)
{
	struct strv *labels = &u->unit.conf.labels;
	size_t name = value ? strcspn(value, "=") + 1 : 0;
	size_t bytes = 0;

	(void)row;
	(void)at;
	if (!value) {
		*labels = (struct strv){0};
		return 0;
	}
	if (!value_is_word(value, name - 1, "_.-/"))
		return -EINVAL;
	for (const char *p = value; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			return draft_refuse(u, "control characters");
	for (size_t i = 0; i < labels->n; i++)
		bytes += strlen(labels->v[i]) + 8;
	if (labels->n == LABELS_MAX || bytes + strlen(value) > LABELS_BYTES_MAX)
		return draft_refuse(u, "too many labels (1024 bytes)");
	return env_set(&u->unit.arena, labels, value);
}
