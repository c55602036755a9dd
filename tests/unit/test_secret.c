/* SPDX-License-Identifier: MIT */
/*
 * Secret= as text: what it becomes, and what is refused.
 * Links: supervisor/base/paths.c init/io.c
 * Links: supervisor/units/secret.c supervisor/units/volume.c
 * Links: supervisor/units/text/value.c net/address.c supervisor/base/signals.c
 * Links: init/fmt.c init/text.c
 * Links: supervisor/base/arena.c
 */
#include "supervisor/units/secret.h"

#include "supervisor/base/arena.h"
#include "tests/unit/tap.h"

#define COUNT(rows) (sizeof(rows) / sizeof(*(rows)))

static const char *show(const char *text)
{
	static char got[2048];
	struct arena arena = {0};
	struct unit_secret s;
	const char *why = NULL;

	if (secret_parse(text, &arena, &s, &why) < 0) {
		arena_done(&arena);
		return why ? "bad" : "bad without a reason";
	}
	snprintf(got, sizeof(got), "%s %s %s %u:%u %o", s.name,
		s.env ? "env" : "at", s.target, s.uid, s.gid, s.mode);
	arena_done(&arena);
	return got;
}

int main(void)
{
	static const char *const rows[][2] = {
		{"db", "db at /run/secrets/db 0:0 444"},
		{"db,type=mount", "db at /run/secrets/db 0:0 444"},
		{"db,target=x", "db at /run/secrets/x 0:0 444"},
		{"db,target=a/../b", "db at /run/secrets/b 0:0 444"},
		{"db,target=../../etc/x", "db at /etc/x 0:0 444"},
		{"db,target=/etc/x", "db at /etc/x 0:0 444"},
		{"a.b-c_1,uid=5,gid=6,mode=400",
			"a.b-c_1 at /run/secrets/a.b-c_1 5:6 400"},
		{"db,type=env", "db env db 0:0 444"},
		{"db,type=env,target=PASS", "db env PASS 0:0 444"},
		{"", "bad"},
		{".db", "bad"},
		{"a/b", "bad"},
		{"../x", "bad"},
		{"db,", "db at /run/secrets/db 0:0 444"},
		{"db,type", "bad"},
		{"db,type=file", "bad"},
		{"db,target=", "bad"},
		{"db,target=/", "bad"},
		{"db,target=/proc/x", "bad"},
		{"db,mode=999", "bad"},
		{"db,mode=", "bad"},
		{"db,mode=07777", "bad"},
		{"db,mode=+7", "bad"},
		{"db,uid=-1", "bad"},
		{"db,uid=4294967295", "bad"},
		{"db,uid=root", "bad"},
		{"db,size=1", "bad"},
		{"db,type=env,uid=1", "bad"},
		{"db,type=env,target=A B", "bad"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		is_str(show(rows[i][0]), rows[i][1], rows[i][0]);
	return done_testing();
}
